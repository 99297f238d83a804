"""The explorer finds every class, counts every interleaving, and nothing else: checked the slow way."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from oracle import signature, tally
from programs import LINES, program

from gilrace.lab.demo import Demo
from gilrace.lab.explore.classes import Search
from gilrace.lab.explore.count import interleavings
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import stage

lines = some.lists(some.tuples(some.sampled_from(sorted(LINES)), some.integers(0, 1)), min_size=1, max_size=2)
bodies = some.one_of(
    some.lists(lines, min_size=2, max_size=2),
    some.lists(lines.map(lambda body: body[:1]), min_size=3, max_size=3),
)


def both(demo: Demo, model: str = "free") -> None:
    with stage(demo, model) as here:
        total, failing, classes, bad = tally(here)
        found: list[object] = []
        found_bad: list[object] = []
        counted = counted_bad = 0
        for play in Search(here).plays():
            ways = interleavings(play.trace)
            found.append(signature(play.trace))
            counted += ways
            if outcome(play.run).failed:
                found_bad.append(signature(play.trace))
                counted_bad += ways
    assert len(found) == len(set(found)), "a class was completed twice"
    assert set(found) == classes
    assert set(found_bad) == bad
    assert (counted, counted_bad) == (total, failing)


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_random_programs_have_exactly_the_classes_and_counts_of_brute_force(
    chosen: list[list[tuple[str, int]]],
) -> None:
    demo = program(chosen)
    try:
        both(demo)
    except AssertionError as error:
        assume("more than" not in str(error))
        raise
