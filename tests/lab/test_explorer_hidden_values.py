"""What an actor has read and not stored decides what it will do: states that differ in it are two."""

from __future__ import annotations

import hiddenawaits
import hiddenvalues
import pytest
from hiddenvalues import World
from oracle import tally

from gilrace.lab.demo import Actor, Demo
from gilrace.lab.explore.by_states import explore_states
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.play import stage

DEMOS = [*map(hiddenvalues.hiding, hiddenvalues.HIDDEN), *map(hiddenawaits.hiding, hiddenawaits.HIDDEN)]


@pytest.mark.parametrize("demo", DEMOS, ids=[f"{demo.kind} {demo.name}" for demo in DEMOS])
def test_counting_by_states_knows_values_that_no_variable_shows(demo: Demo) -> None:
    with stage(demo) as here:
        total, failing, _, _ = tally(here, 5_000)
        for play_all in (True, False):
            found = explore_states(here, 20_000, play_all=play_all)
            assert (found.interleavings, found.failing) == (total, failing)
    assert failing, "or it would show nothing"


def spin(world: World) -> None:
    while not world.numbers[0]:
        pass


def spin_on_a_call(world: World) -> None:
    def looks() -> bool:
        return bool(world.numbers[0])

    while not looks():
        pass


def spin_on_a_lock(world: World) -> None:
    while True:
        with world.lock:
            if world.numbers[0]:
                return


def spin_in_a_loop(world: World) -> None:
    for key in (0, 1):
        while not world.numbers[key]:
            pass


def spin_in_a_loop_that_tells_nothing(world: World) -> None:
    for key in [0, 0]:
        while not world.numbers[key]:
            pass


SPINS = [spin, spin_on_a_call, spin_on_a_lock, spin_in_a_loop, spin_in_a_loop_that_tells_nothing]


@pytest.mark.parametrize("body", SPINS)
def test_going_round_in_circles_is_still_seen(body: object) -> None:
    cast = (Actor("Ann", body), Actor("Bob", body))  # type: ignore[arg-type]
    found = explore(Demo("spin", "x", "x", cast, World, lambda world, runs: None, (), ()))
    assert [failure.kind for failure in found.tally.failures] == ["livelock"]
    assert found.tally.complete
    assert (found.tally.states or 0) < 200
