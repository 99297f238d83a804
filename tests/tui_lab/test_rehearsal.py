"""The stepper's line to its child: what it answers, what it survives, that it ends."""

import asyncio
import os

import pytest
from lab_worlds import BANK, LOCKS

from gilrace.errors import InputError
from gilrace.lab.demos import load
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.story import tell
from gilrace.lab.rehearsal.records import (
    demo_from,
    demo_record,
    exploration_from,
    story_from,
    story_record,
)
from gilrace.tui.lab.rehearsal import Rehearsal

BODY = """
from gilrace.lab.demo import Actor, Demo
import os

def setup(env):
    return env.share({{}}, "world")

def body(world):
    {body}

def demo():
    return Demo("odd", "Odd", "Odd.", (Actor("Ann", body),), setup, lambda world, runs: None, (), ())
"""


def alive(pid):
    return os.path.exists(f"/proc/{pid}")


@pytest.fixture
async def rehearsed(tmp_path):
    """A rehearsal of one line of a body; ended after the test."""
    opened = []

    async def rehearsed(body, silence_s=5.0):
        path = tmp_path / f"odd{len(opened)}.py"
        path.write_text(BODY.format(body=body))
        opened.append(Rehearsal(str(path), None, silence_s))
        await opened[-1].describe()
        return opened[-1]

    yield rehearsed
    for one in opened:
        await one.close()


@pytest.mark.parametrize("file", [BANK, LOCKS, "corridor", "async_lost_update"])
def test_stories_and_explorations_survive_the_pipe(file):
    demo = load(file)
    shown = demo_from(demo_record(demo))
    assert (shown.name, shown.guard_names, shown.file) == (demo.name, demo.guard_names, demo.file)
    found = explore(demo)
    assert exploration_from(found.record()) == found
    told = tell(demo, found.tally.failures[0].schedule)
    back = story_from(story_record(told), shown)
    assert (back.steps, back.moments, back.outcome) == (told.steps, told.moments, told.outcome)


def test_a_stand_in_never_runs_the_demo():
    shown = demo_from(demo_record(load(BANK)))
    with pytest.raises(RuntimeError, match="process of its own"):
        shown.setup(None)


async def test_what_a_demo_prints_does_not_garble_its_answers(rehearsed):
    rehearsal = await rehearsed("print('hello'); os.write(1, b'{}'); world['a'] = 1")
    told = await rehearsal.ask("tell", schedule="A", guard="", model="free")
    assert told["schedule"] == "A"


async def test_a_body_that_never_comes_to_its_next_step_is_ended_and_another_question_is_answered(rehearsed):
    rehearsal = await rehearsed("while world.get('go', True): exec('while True: pass')")
    with pytest.raises(InputError, match=r"did not come to its next step within 0\.3 s"):
        await rehearsal.ask("tell", 0.3, schedule="A", guard="", model="free")
    assert await rehearsal.ask("describe", file=BANK, actors=None)


@pytest.mark.parametrize("loop", ["while True: pass", "re.match('(a+)+$', 'a' * 60 + 'b')"])
@pytest.mark.parametrize("do", ["tell", "explore"])
async def test_an_endless_loop_is_named_with_its_line_and_the_next_question_is_answered(rehearsed, loop, do):
    rehearsal = await rehearsed(f"import re; world['a'] = 1\n    {loop}", 0.8)
    asked = {"guard": "", "model": "free"} | ({"schedule": "A"} if do == "tell" else {})
    with pytest.raises(InputError, match=r"body\(\) in .*odd0\.py, line 10, has gone on for 0\.8 s"):
        await rehearsal.ask(do, **asked)
    assert (await rehearsal.ask("tell", schedule="", guard="", model="free"))["schedule"] == ""


async def test_a_child_that_is_asked_nothing_may_be_silent_for_as_long_as_it_likes(rehearsed):
    rehearsal = await rehearsed("world['a'] = 1", 0.8)
    pid = rehearsal._process.pid
    await rehearsal.ask("tell", schedule="A", guard="", model="free")
    await asyncio.sleep(1)  # longer than code may be silent
    await rehearsal.ask("tell", schedule="A", guard="", model="free")
    assert rehearsal._process.pid == pid


async def test_a_demo_that_ends_its_process_is_told_as_such(rehearsed):
    rehearsal = await rehearsed("world['a'] = 1; os._exit(3)")
    with pytest.raises(InputError, match="the demo's process has ended"):
        await rehearsal.ask("tell", schedule="A", guard="", model="free")


async def test_a_wrong_schedule_is_answered_with_what_is_wrong(rehearsed):
    rehearsal = await rehearsed("world['a'] = 1")
    with pytest.raises(InputError, match="moves Q"):
        await rehearsal.ask("tell", schedule="Q", guard="", model="free")


async def test_a_timer_that_fires_is_a_step_like_any_other():
    rehearsal = Rehearsal("lock_order", None)
    demo = demo_from(await rehearsal.describe())
    arguments = {"guard": "timeout", "model": "free"}
    told = story_from(await rehearsal.ask("step", schedule="AB", actor=1, **arguments), demo)
    assert told.steps[-1].letters == "b"
    assert told.steps[-1].marks[0].timer
    await rehearsal.close()


async def test_closing_ends_the_child_even_while_it_is_busy(rehearsed):
    rehearsal = await rehearsed("exec('while True: pass')")
    asked = asyncio.create_task(rehearsal.ask("tell", schedule="", guard="", model="free"))
    await asyncio.sleep(0)
    pid = rehearsal._process.pid
    await rehearsal.close()
    with pytest.raises(InputError):
        await asked
    assert not alive(pid)


async def test_a_file_that_is_changed_is_read_again(tmp_path):
    path = tmp_path / "mine.py"
    path.write_text(BODY.format(body="world['a'] = 1"))
    rehearsal = Rehearsal(str(path), None)
    assert (await rehearsal.describe())["title"] == "Odd"
    path.write_text(BODY.format(body="world['a'] = 1").replace('"Odd"', '"Even"'))
    assert (await rehearsal.describe())["title"] == "Even"
    await rehearsal.close()
