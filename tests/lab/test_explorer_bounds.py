"""Bounded exploration finds what it can and says what it covered."""

from __future__ import annotations

import pytest

from gilrace.errors import InputError
from gilrace.lab.demos import load
from gilrace.lab.explore.bounded import Bound
from gilrace.lab.explore.explorer import explore


def test_no_preemption_finds_nothing_and_one_finds_the_lost_update() -> None:
    demo = load("lost_update")
    none = explore(demo, bound=Bound("preemptions", 0)).tally
    one = explore(demo, bound=Bound("preemptions", 1)).tally
    assert not none.failures
    assert not none.complete
    assert none.covered == "every interleaving with at most 0 preemptions: 0 of 2 failed"
    assert one.failures[0].schedule == "ABBA"


@pytest.mark.parametrize("actors", [3, 4])
def test_the_fewest_preemptions_are_really_the_fewest(actors: int) -> None:
    demo = load("dining", actors)
    fewest = explore(demo).tally.failures[0].preemptions
    assert fewest is not None
    below = explore(demo, bound=Bound("preemptions", fewest - 1, 20_000)).tally
    at = explore(demo, bound=Bound("preemptions", fewest, 20_000)).tally
    assert "every interleaving" in below.covered
    assert not below.failures
    assert at.failures


@pytest.mark.parametrize("method", ["pct", "random"])
def test_the_same_seed_finds_the_same(method: str) -> None:
    demo = load("dining", 4)
    one = explore(demo, bound=Bound(method, 3, 200, seed=7)).tally
    again = explore(demo, bound=Bound(method, 3, 200, seed=7)).tally
    other = explore(demo, bound=Bound(method, 3, 200, seed=8)).tally
    assert one == again
    assert one.schedules != other.schedules
    assert one.failures
    assert "seed 7" in one.covered


def test_more_states_than_allowed_are_said_to_be_more() -> None:
    tally = explore(load("dining", 4), steps_at_most=64, states_at_most=32).tally
    assert not tally.complete
    assert tally.interleavings is None
    assert "there are more" in tally.covered


def test_an_exploration_can_be_stopped() -> None:
    tally = explore(load("dining", 4), stop=lambda: True).tally
    assert not tally.complete
    assert tally.classes == 1


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"guard": "luck"}, "no guard 'luck'"),
        ({"model": "magic"}, "no model 'magic'"),
        ({"bound": Bound("hope")}, "no bound 'hope'"),
    ],
)
def test_what_does_not_exist_is_explained(settings: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        explore(load("lost_update"), **settings)  # type: ignore[arg-type]
