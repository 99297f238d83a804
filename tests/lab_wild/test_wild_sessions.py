"""A session is always ended, whatever happens, and leaves nothing; the guard can be switched meanwhile."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gilrace.errors import InputError
from gilrace.lab import demos
from gilrace.lab.wild.events import (
    ChildUp,
    ChunkJudged,
    GuardSet,
    OutputSeen,
    Recovered,
    StuckSeen,
    WildEnded,
    WildEvent,
    WildSampled,
    WildStarted,
    to_line,
)
from gilrace.lab.wild.result import WildResult
from gilrace.lab.wild.session import WildSession

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo

pytestmark = pytest.mark.wild
Run = Callable[..., WildResult]


RELAY = """
from gilrace.lab.demo import Actor, Demo, Guard

class World:
    def __init__(self, env):
        self.sleep, self.ready = env.sleep, env.Event(name="ready")

def rest(world):
    world.sleep(0.001)

def call(world):
    world.ready.set()
    world.sleep(0.02)

def come(world):
    world.ready.wait()

def demo():
    guard = Guard("event", "Bob waits for Ann.", (Actor("Ann", call), Actor("Bob", come)))
    cast = (Actor("Ann", rest), Actor("Bob", rest))
    return Demo("relay", "Relay", "Relay.", cast, World, lambda world, runs: None, (guard,), ())
"""


def until(session: WildSession, wanted: Callable[[WildEvent], bool], seen: int = 0) -> WildEvent:
    """The first event that is wanted, from number ``seen`` on; fails when the session ends without it."""
    tick = threading.Event()
    while True:
        ended = not session.running
        for event in session.events(seen):
            seen += 1
            if wanted(event):
                return event
        assert not ended, session.events()[-1]
        tick.wait(0.005)


def judged_with(guard: str, event: WildEvent) -> bool:
    return isinstance(event, ChunkJudged) and event.guard == guard


def own_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def group_members(pgid: int) -> list[int]:
    """Living processes of a group; a zombie is none."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, group = entry.read_text().rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if int(group) == pgid and state not in "ZX":
            found.append(int(entry.parent.name))
    return found


def test_events_tell_the_whole_story_in_order() -> None:
    session = WildSession(demos.load("lock_order"), within_s=5).start()
    session.join(20)
    kinds = [type(event) for event in session.events()]
    assert kinds[0] is WildStarted
    assert kinds[1] is ChildUp
    assert kinds[-1] is WildEnded
    assert kinds.index(StuckSeen) < kinds.index(WildEnded)
    assert [event.t for event in session.events()] == sorted(event.t for event in session.events())
    assert all("\n" not in to_line(event) for event in session.events())


def test_the_guard_is_switched_while_it_runs_and_switched_off_again() -> None:
    session = WildSession(demos.load("lost_update"), within_s=30, until_witness=False).start()
    until(session, lambda event: isinstance(event, ChunkJudged) and event.violations > 0)
    session.set_guard("lock")
    until(
        session,
        lambda event: isinstance(event, ChunkJudged) and event.guard == "lock" and event.operations > 0,
    )
    session.set_guard("off")
    changes = [event.guard for event in session.events() if isinstance(event, GuardSet)]
    until(session, lambda event: isinstance(event, GuardSet) and event.guard == "")
    session.stop()
    result = session.join(20)
    judged = [event for event in session.events() if isinstance(event, ChunkJudged) and event.guard == "lock"]
    assert changes[0] == "lock"
    assert sum(event.violations for event in judged) == 0
    assert result.violations > 0


def test_switching_the_guard_frees_those_who_are_in_a_deadlock() -> None:
    session = WildSession(demos.load("lock_order"), within_s=30, until_witness=False).start()
    until(session, lambda event: isinstance(event, StuckSeen))
    session.set_guard("order")
    until(
        session,
        lambda event: isinstance(event, ChunkJudged) and event.guard == "order" and event.operations > 100,
    )
    session.stop()
    assert session.join(20).reason == "stopped"


@pytest.mark.parametrize("choice", ["order", "timeout"])
def test_letting_go_of_a_deadlock_is_never_taken_for_a_violation(choice: str) -> None:
    session = WildSession(demos.load("lock_order"), within_s=30, until_witness=False).start()
    for _ in range(3):
        seen = len(session.events())
        until(session, lambda event: isinstance(event, StuckSeen), seen)
        session.recover(choice)
        until(session, lambda event: isinstance(event, Recovered), seen)
        session.set_guard("")
    session.stop()
    session.join(20)
    judged = [event for event in session.events() if isinstance(event, ChunkJudged)]
    assert judged
    assert not [event.witness for event in judged if event.violations]


def test_whoever_waits_for_one_that_was_told_to_leave_is_no_deadlock(tmp_path: Path) -> None:
    path = tmp_path / "relay.py"
    path.write_text(RELAY)
    session = WildSession(demos.load(str(path)), "event", within_s=30, until_witness=False).start()
    for guard in ("", "event", ""):
        until(session, lambda event: isinstance(event, WildSampled) and event.operations > 5)
        seen = len(session.events())
        session.set_guard(guard)
        until(session, partial(judged_with, guard), seen)
    session.stop()
    session.join(20)
    assert not [event for event in session.events() if isinstance(event, StuckSeen)]


def test_a_livelock_that_cannot_be_reached_is_started_afresh_with_the_guard() -> None:
    session = WildSession(demos.load("async_corridor"), within_s=30, until_witness=False).start()
    until(session, lambda event: isinstance(event, StuckSeen))
    guard = session.demo.guard_names[0]
    session.set_guard(guard)
    until(
        session,
        lambda event: isinstance(event, ChunkJudged) and event.guard == guard and event.operations > 0,
    )
    session.stop()
    assert session.join(20).reason == "stopped"


@pytest.mark.parametrize("name", ["lost_update", "async_lock_order", "process_lock_order"])
def test_nothing_is_left_after_a_stop(name: str) -> None:
    before, threads = own_descriptors(), threading.active_count()
    session = WildSession(demos.load(name), within_s=30, until_witness=False).start()
    up = until(session, lambda event: isinstance(event, ChildUp))
    until(session, lambda event: isinstance(event, WildSampled))
    session.stop()
    assert session.join(20).reason == "stopped"
    assert isinstance(up, ChildUp)
    assert group_members(up.pid) == []
    assert (own_descriptors(), threading.active_count()) == (before, threads)


def test_a_child_killed_from_outside_is_told_as_a_crash() -> None:
    session = WildSession(demos.load("process_value"), "get_lock", within_s=30).start()
    up = until(session, lambda event: isinstance(event, ChildUp))
    assert isinstance(up, ChildUp)
    os.kill(up.pid, signal.SIGKILL)
    result = session.join(20)
    assert result.crashed
    assert "signal 9" in result.sentence
    assert group_members(up.pid) == []


def test_when_the_parent_is_killed_the_child_goes_too(tmp_path: Path) -> None:
    program = """
import sys
from gilrace.lab import demos
from gilrace.lab.wild.session import WildSession
from gilrace.lab.wild.events import ChildUp
session = WildSession(demos.load("process_lock_order"), within_s=60, until_witness=False).start()
while not any(isinstance(event, ChildUp) for event in session.events()): pass
print([e.pid for e in session.events() if isinstance(e, ChildUp)][0], flush=True)
session.join()
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    with parent.stdout, parent:
        child = int(parent.stdout.readline())
        assert group_members(child)
        parent.kill()
    tick = threading.Event()
    for _ in range(2000):
        if not group_members(child):
            break
        tick.wait(0.005)
    assert group_members(child) == []


def test_a_broken_setup_is_told_in_plain_words(run: Run, own: Callable[..., Demo]) -> None:
    demo = own("def fine(world):\n    pass\n", {"Ann": "fine"}, init="        self.value = 1 / 0")
    result = run(demo)
    assert result.crashed
    assert result.sentence == "setup() of own failed: ZeroDivisionError: division by zero"
    assert "own_demo.py" in result.detail


def test_what_a_demo_prints_is_an_event_and_disturbs_nothing(own: Callable[..., Demo]) -> None:
    demo = own("def talk(world):\n    print('good morning')\n", {"Ann": "talk"}, repeat=True)
    session = WildSession(demo, within_s=0.2).start()
    assert session.join(20).reason == "time"
    assert "good morning" in "".join(
        event.text for event in session.events() if isinstance(event, OutputSeen)
    )


def test_an_unknown_guard_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match="choose from off, lock"):
        WildSession(demos.load("lost_update"), "look")
    with pytest.raises(InputError, match="no interpreter"):
        WildSession(demos.load("lost_update"), python="/no/such/python")
