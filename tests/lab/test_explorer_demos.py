"""Every shipped demo can fail in the way it says, and no guard lets anything fail."""

from __future__ import annotations

import time

import pytest
from oracle import tally

from gilrace.lab.demo import FAILURES
from gilrace.lab.demos import NAMES, load
from gilrace.lab.explore.by_states import explore_states
from gilrace.lab.explore.explorer import explore, with_guard
from gilrace.lab.explore.play import stage

GUARDED = [(name, guard) for name in NAMES for guard in load(name).guard_names]
ALL = [(name, "") for name in NAMES] + GUARDED
SECOND_NS = 1_000_000_000


@pytest.mark.parametrize("name", NAMES)
def test_unguarded_it_fails_in_the_ways_it_says_and_no_other(name: str) -> None:
    demo = load(name)
    began = time.process_time_ns()
    result = explore(demo)
    assert time.process_time_ns() - began < SECOND_NS
    assert {failure.kind for failure in result.tally.failures} == set(demo.fails) <= set(FAILURES)
    assert result.tally.complete


@pytest.mark.parametrize(("name", "guard"), GUARDED)
def test_a_guard_is_proved(name: str, guard: str) -> None:
    began = time.process_time_ns()
    result = explore(load(name), guard=guard)
    assert time.process_time_ns() - began < SECOND_NS
    assert result.proved, result.tally


def test_four_philosophers_with_three_chairs_are_proved_in_few_executions() -> None:
    """About 0.7 ms each; by classes alone there are many thousands."""
    result = explore(load("dining", 4), guard="seats")
    assert (result.proved, result.tally.interleavings) == (True, 1_787_307_536)
    assert result.plays < 1_000


@pytest.mark.parametrize("name", [name for name in NAMES if load(name).kind == "threads"])
def test_it_says_truly_whether_a_gil_hides_the_bug(name: str) -> None:
    demo = load(name)
    assert explore(demo, model="gil").fails == demo.gil


@pytest.mark.parametrize(("name", "guard"), ALL)
def test_counting_by_states_and_by_brute_force_agrees(name: str, guard: str) -> None:
    demo = with_guard(load(name), guard)
    found = explore(load(name), guard=guard).tally
    if found.interleavings is None:
        assert "endless" in found.covered
        return
    with stage(demo) as here:
        for play_all in (True, False):
            by_states = explore_states(here, 20_000, play_all=play_all)
            assert (by_states.failing, by_states.interleavings) == (found.failing, found.interleavings)
        if found.interleavings <= 300:
            total, failing, classes, bad = tally(here)
            assert (total, failing) == (found.interleavings, found.failing)
            if found.classes is not None:
                assert (len(classes), len(bad)) == (found.classes, found.failing_classes)
