"""Barriers of threads, tasks and processes: somebody never comes, breaks it, or makes it whole again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from gilrace.lab.demo import Demo
from gilrace.lab.wild.result import WildResult

Run = Callable[..., WildResult]
Own = Callable[..., Demo]
KINDS = ("threads", "asyncio", "processes")
GATE = "        self.gate = env.Barrier({}, name='gate')"

BROKEN = """

async def come(world):
    await world.gate.wait()

async def give_up(world):
    while not world.gate.n_waiting:
        await world.env.sleep(0.001)
    await world.gate.{deed}()
"""

MENDED = """
async def meet(world):
    await world.gate.abort()
    assert world.gate.broken
    await world.gate.reset()
    assert not world.gate.broken
    assert world.gate.parties == 1
    await world.gate.wait()
    world.value += 1
"""


def in_words_of(kind: str, bodies: str) -> str:
    """Bodies as coroutines, or without what only coroutines need."""
    return bodies if kind == "asyncio" else bodies.replace("async def", "def").replace("await ", "")


@pytest.mark.wild
@pytest.mark.parametrize("kind", ["threads", "asyncio", "processes"])
def test_a_barrier_that_one_never_comes_to_keeps_the_others(kind: str, run: Run, own: Own) -> None:
    begin, wait = ("async ", "await ") if kind == "asyncio" else ("", "")
    bodies = f"{begin}def come(world):\n    {wait}world.gate.wait()\n\n{begin}def stay(world):\n    pass\n"
    actors = {"Ann": "come", "Bob": "come", "Cleo": "stay"}
    demo = own(bodies, actors, init="        self.gate = env.Barrier(3, name='gate')", kind=kind)
    (report,) = run(demo).stuck
    assert [(member.actor, member.tool) for member in report.members] == [("Ann", "gate"), ("Bob", "gate")]
    assert report.failure == "deadlock"


@pytest.mark.wild
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deed", ["abort", "reset"])
def test_whoever_waits_at_a_barrier_is_told_that_it_is_broken(
    kind: str, deed: str, run: Run, own: Own
) -> None:
    bodies = in_words_of(kind, BROKEN.format(deed=deed))
    demo = own(bodies, {"Ann": "come", "Bob": "give_up"}, init=GATE.format(2), kind=kind)
    witness = run(demo).witness
    assert witness is not None
    assert witness.sentence.startswith("Ann's operation 1 raised BrokenBarrierError")


@pytest.mark.wild
@pytest.mark.parametrize("kind", KINDS)
def test_a_barrier_that_was_reset_works_again(kind: str, run: Run, own: Own) -> None:
    demo = own(in_words_of(kind, MENDED), {"Ann": "meet"}, init=GATE.format(1), kind=kind)
    result = run(demo, within_s=0.2)
    assert (result.reason, result.failed, result.crashed) == ("time", False, False)
    assert result.operations > 0
