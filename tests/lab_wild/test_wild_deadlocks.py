"""Deadlocks that really happen: named by the user's names, with places; and survived by choice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from gilrace.errors import InputError
from gilrace.lab import demos
from gilrace.lab.demo import Demo
from gilrace.lab.wild.graph import draw
from gilrace.lab.wild.result import WildResult
from gilrace.lab.wild.session import WildSession

pytestmark = pytest.mark.wild
Run = Callable[..., WildResult]
Own = Callable[..., Demo]

CROSSED = """
def up(world):
    amount = 41
    with world.one:
        with world.two:
            world.value += 1

def down(world):
    with world.two:
        with world.one:
            world.value -= 1
"""


def test_a_deadlock_names_locks_lines_columns_locals_and_the_circle(run: Run, own: Own) -> None:
    demo = own(CROSSED, {"Ann": "up", "Bob": "down"}, repeat=True)
    (report,) = run(demo).stuck
    lines = Path(demo.file).read_text().splitlines()
    ann = next(member for member in report.members if member.actor == "Ann")
    assert (ann.tool, ann.holder, ann.holds) == ("two", "Bob", ("one",))
    assert ann.place is not None
    assert lines[ann.place.line - 1].strip() == ann.place.source == "with world.two:"
    assert lines[ann.place.line - 1][ann.place.column - 1 :].startswith(("with", "world.two"))
    assert ("amount", "41") in ann.place.locals
    assert {(edge.waiter, edge.tool, edge.holder) for edge in report.edges} == {
        ("Ann", "two", "Bob"),
        ("Bob", "one", "Ann"),
    }
    assert (report.failure, report.circle) == ("deadlock", True)
    assert 0 <= report.closed < report.found


def test_the_wait_for_graph_is_drawn_as_a_ring(run: Run) -> None:
    (report,) = run("lock_order").stuck
    assert draw(report)[0] == "┌─▶ Ann"
    assert draw(report)[-1] == "└────┘"
    assert all(line.isascii() for line in draw(report, ascii_only=True))


@pytest.mark.parametrize("name", ["lock_order", "async_lock_order", "process_lock_order", "dining"])
def test_aborting_a_victim_lets_the_others_go_on(name: str, run: Run) -> None:
    result = run(name, recover="abort")
    assert result.stuck
    assert result.reason == "witness", result.sentence
    assert [(event.choice, event.removes) for event in result.recovered] == [("abort", "no preemption")]
    assert len(result.recovered[0].victims) == 1


@pytest.mark.parametrize(("choice", "removes"), [("order", "circular wait"), ("timeout", "hold and wait")])
def test_imposing_a_guard_removes_its_condition_and_the_demo_goes_on(
    choice: str, removes: str, run: Run
) -> None:
    result = run("lock_order", within_s=0.6, recover=choice, until_witness=False)
    assert [event.removes for event in result.recovered] == [removes]
    assert result.reason == "time"
    assert result.operations > 100


@pytest.mark.parametrize("name", ["async_corridor", "greedy_holder"])
def test_where_nobody_stands_still_aborting_means_starting_afresh(name: str, run: Run) -> None:
    result = run(name, recover="abort", within_s=10)
    assert result.stuck[0].failure in ("livelock", "starvation")
    assert "started afresh" in result.recovered[0].sentence
    assert (result.witness, result.reason) == (None, "witness")


def test_killing_ends_the_session_and_says_so(run: Run) -> None:
    result = run("process_lock_order", recover="kill")
    assert result.reason == "killed"
    assert result.recovered[0].choice == "kill"


def test_a_choice_that_a_demo_has_no_guard_for_is_refused() -> None:
    with pytest.raises(InputError, match="has no guard that does 'order'"):
        WildSession(demos.load("lost_update"), recover="order")
    with pytest.raises(InputError, match="no recovery called 'pray'"):
        WildSession(demos.load("lock_order"), recover="pray")


def test_a_process_that_died_holding_a_lock_leaves_an_orphan(run: Run, own: Own) -> None:
    bodies = """
import os, signal

def die(world):
    with world.one:
        world.value.value = 1
        os.kill(os.getpid(), signal.SIGKILL)

def follow(world):
    while not world.value.value:
        time.sleep(0.001)
    with world.one:
        pass
"""
    init = '        self.value = env.RawValue("i", 0)'
    demo = own(bodies, {"Ann": "die", "Bob": "follow"}, init=init, kind="processes")
    (report,) = run(demo).stuck
    assert report.failure == "orphan"
    assert report.sentence == "Bob waits for one, which Ann holds, who died holding it"


HEALTHY = {
    "timed waits in a circle": (
        """
def up(world):
    with world.one:
        world.two.acquire(timeout=0.03) and world.two.release()

def down(world):
    with world.two:
        world.one.acquire(timeout=0.03) and world.one.release()
""",
        True,
    ),
    "a lock handed over, which its taker waits for again": (
        """
def up(world):
    world.one.acquire()
    world.one.acquire()
    world.one.release()

def down(world):
    while not world.one.locked():
        time.sleep(0.001)
    time.sleep(0.05)
    world.one.release()
""",
        False,
    ),
    "a slow holder": (
        """
def up(world):
    with world.one:
        time.sleep(0.1)

def down(world):
    with world.one, world.two:
        pass
""",
        True,
    ),
    "a semaphore passed on late": (
        """
def up(world):
    with world.rlock:
        world.signal.acquire()

def down(world):
    time.sleep(0.05)
    world.signal.release()
""",
        False,
    ),
    "an RLock taken again and again": (
        """
def up(world):
    with world.rlock, world.rlock, world.one:
        pass

def down(world):
    with world.rlock, world.one, world.rlock:
        pass
""",
        True,
    ),
}


@pytest.mark.parametrize("case", HEALTHY)
def test_the_watchman_never_cries_wolf(case: str, run: Run, own: Own) -> None:
    bodies, repeat = HEALTHY[case]
    init = '        self.signal = env.Semaphore(0, name="signal")'
    demo = own(bodies, {"Ann": "up", "Bob": "down"}, init=init, repeat=repeat)
    result = run(demo, within_s=0.5)
    assert (result.reason, result.stuck) == ("time", ())


def test_a_forked_copy_of_a_lock_says_nothing_of_the_real_one(run: Run, own: Own) -> None:
    bodies = """
import os

def copy(world):
    with world.one:
        pid = os.fork()
        if not pid:
            world.one.release()
            os._exit(0)
        os.waitpid(pid, 0)
        world.value = 1
        with world.two:
            pass

def wait(world):
    with world.two:
        while not world.value:
            time.sleep(0.001)
        with world.one:
            pass
"""
    (report,) = run(own(bodies, {"Ann": "copy", "Bob": "wait"})).stuck
    assert report.circle
    assert {(edge.waiter, edge.tool, edge.holder) for edge in report.edges} == {
        ("Ann", "two", "Bob"),
        ("Bob", "one", "Ann"),
    }


def test_a_stopped_process_is_not_stuck(run: Run, own: Own) -> None:
    bodies = """
import os, signal

def stop(world):
    with world.one:
        os.kill(os.getpid(), signal.SIGSTOP)

def wait(world):
    time.sleep(0.05)
    with world.one:
        pass
"""
    demo = own(bodies, {"Ann": "stop", "Bob": "wait"}, kind="processes")
    result = run(demo, within_s=0.5)
    assert (result.reason, result.stuck) == ("time", ())
