"""Stacks where the child itself cannot answer."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from gilrace.lab.demo import Demo
from gilrace.lab.wild import lastresort
from gilrace.lab.wild.result import WildResult

Run = Callable[..., WildResult]
Own = Callable[..., Demo]

HOLDER = """
import ctypes
from gilrace.lab.wild.table import WAITS, actor_at

def together(world):
    world.value += 1
    while world.value < 2:
        world.env.sleep(0)

def draw(world):
    world.go.wait()
    with world.one:
        together(world)
        with world.two:
            pass

def measure(world):
    world.go.wait()
    with world.two:
        together(world)
        with world.one:
            pass

def hold_the_gil(world):
    with world.one, world.two:
        pass
    world.go.set()
    words = world.one._desk.words
    while world.value < 2 or not (words[actor_at(0) + WAITS] and words[actor_at(1) + WAITS]):
        world.env.sleep(0)
    ctypes.PyDLL(None).usleep(3_000_000)
"""


@pytest.mark.wild
def test_c_code_that_holds_the_gil_hides_nobodys_line(run: Run, own: Own) -> None:
    init = "        self.go = env.Event(name='go')"
    demo = own(HOLDER, {"Ann": "draw", "Bob": "measure", "Cleo": "hold_the_gil"}, init=init)
    (report,) = run(demo, within_s=3).stuck
    assert {edge.waiter: edge.tool for edge in report.edges} == {"Ann": "two", "Bob": "one"}
    places = [member.place for member in report.members]
    assert [(one.function, one.source) for one in places if one] == [
        ("draw", "with world.two:"),
        ("measure", "with world.one:"),
    ]
    assert all(one.column == 0 for one in places if one)  # what faulthandler does not know


def test_a_dump_is_read_by_thread_without_our_own_frames() -> None:
    dump = (
        "Thread 0x00007f01 (most recent call first):\n"
        f'  File "{threading.__file__}", line 7 in wait\n'
        '  File "/home/ann/mine.py", line 12 in draw\n'
        '  File "/home/ann/mine.py", line 30 in work\n\n'
        "Current thread 0x00007f02 [Bob] (most recent call first):\n"
        '  File "/home/ann/mine.py", line 20 in measure\n'
    )
    told = lastresort.stacks(dump)
    assert {ident: [(one.function, one.line) for one in stack] for ident, stack in told.items()} == {
        0x7F01: [("draw", 12), ("work", 30)],
        0x7F02: [("measure", 20)],
    }
