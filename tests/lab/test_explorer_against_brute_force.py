"""The explorer finds every class, counts every interleaving, and nothing else: checked the slow way."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from oracle import FEW, fewest, signature, tally
from programs import LINES, Line, program
from puremodel import LINES as MODELLED
from puremodel import count, size
from tables import counting, four_steps, three_rounds
from taskprograms import LINES as TASK_LINES
from taskprograms import task_program

from gilrace.lab.demo import Actor, Demo, Env
from gilrace.lab.demos import load
from gilrace.lab.explore.bounded import preemptions
from gilrace.lab.explore.by_classes import explore_classes
from gilrace.lab.explore.by_states import explore_states
from gilrace.lab.explore.classes import Search
from gilrace.lab.explore.count import interleavings
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import stage
from gilrace.lab.explore.replay import replay

Chosen = list[list[Line]]

lines = some.lists(some.tuples(some.sampled_from(sorted(LINES)), some.integers(0, 1)), min_size=1, max_size=2)
bodies = some.one_of(
    some.lists(lines, min_size=2, max_size=2),
    some.lists(lines.map(lambda body: body[:1]), min_size=3, max_size=3),
)


def both(demo: Demo, model: str = "free", most: int = FEW) -> None:
    with stage(demo, model) as here:
        total, failing, classes, bad = tally(here, most)
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


def both_where_possible(chosen: Chosen, most: int = FEW) -> None:
    try:
        both(program(chosen), most=most)
    except AssertionError as error:
        assume("interleavings" not in str(error))
        raise


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_random_programs_have_exactly_the_classes_and_counts_of_brute_force(chosen: Chosen) -> None:
    both_where_possible(chosen)


@pytest.mark.long
@pytest.mark.timeout(600)
@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.one_of(bodies, some.lists(lines, min_size=3, max_size=4)))
def test_many_random_programs_have_exactly_the_classes_and_counts_of_brute_force(chosen: Chosen) -> None:
    both_where_possible(chosen, 2_000)


HUNDRED_THOUSAND = 100_000


def some_large(seed: int) -> Demo:
    """A random program of any lines with thousands of interleavings; which ones, the explorer may say."""
    chance = random.Random(seed)
    while True:
        chosen = [
            [(chance.choice(sorted(LINES)), chance.randrange(2)) for _ in range(chance.randint(1, 3))]
            for _ in range(chance.randint(2, 4))
        ]
        demo = program(chosen)
        total = explore(demo, steps_at_most=20_000, states_at_most=2_000).tally.interleavings
        if total is not None and 2_000 < total <= HUNDRED_THOUSAND:
            return demo


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(24))
def test_no_class_of_a_random_program_with_thousands_of_interleavings_is_missed(seed: int) -> None:
    both(some_large(seed), most=HUNDRED_THOUSAND)


FIXED = [
    load("dining", 4),
    load("lost_update_plus", 4),
    counting("four steps", four_steps, 3, 1),
    counting("three rounds", three_rounds, 2, 3),
]


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("demo", FIXED, ids=[demo.name for demo in FIXED])
def test_no_class_of_the_table_is_missed(demo: Demo) -> None:
    both(demo, most=HUNDRED_THOUSAND)


modelled = some.tuples(some.sampled_from(sorted(MODELLED)), some.integers(0, 1))
small = some.lists(some.lists(modelled, min_size=1, max_size=2), min_size=2, max_size=3)
large = some.lists(some.lists(modelled, min_size=1, max_size=3), min_size=2, max_size=4).filter(
    lambda chosen: 8 <= size(chosen) <= 18
)


def counted_as_by_the_pure_model(chosen: Chosen, most: int) -> None:
    total, equal, stuck = count(chosen)
    if total > most:
        return
    found = explore(program(chosen)).tally
    by_kind = {failure.kind: failure.interleavings or 0 for failure in found.failures}
    assert found.complete
    assert (found.interleavings, found.failing) == (total, equal + stuck)
    assert by_kind.get("invariant", 0) == equal
    assert by_kind.get("deadlock", 0) + by_kind.get("lost wake-up", 0) == stuck


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small)
def test_random_programs_are_counted_as_by_an_independent_model(chosen: Chosen) -> None:
    counted_as_by_the_pure_model(chosen, 10_000)


@pytest.mark.long
@pytest.mark.timeout(600)
@settings(max_examples=1_500, deadline=None, suppress_health_check=list(HealthCheck))
@given(large)
def test_programs_up_to_a_hundred_thousand_interleavings_are_counted_as_by_an_independent_model(
    chosen: Chosen,
) -> None:
    counted_as_by_the_pure_model(chosen, 100_000)


def test_a_class_is_not_missed_when_whoever_waits_is_let_go_after_everybody_else_sleeps() -> None:
    """Found by comparing with the states: those who wait when an execution is given up count."""

    def body(world: World, ops: str) -> None:
        for op in ops:
            {"P": world.semaphore.acquire, "L": world.lock.acquire, "U": world.lock.release}[op]()

    class World:
        def __init__(self, env: Env) -> None:
            self.semaphore = env.Semaphore(2, name="semaphore")
            self.lock = env.Lock(name="lock")

    actors = tuple(Actor(f"actor {ops}", body, (ops,)) for ops in ("L", "P", "P", "PU"))
    both(Demo("missed", "missed", "missed", actors, World, lambda world, runs: None, (), ()))


@pytest.mark.long
@pytest.mark.timeout(600)
def test_programs_with_thousands_of_interleavings_are_counted_as_by_an_independent_model() -> None:
    """Large ones on purpose: what is drawn above is mostly small."""
    chance = random.Random(5)
    tried = 0
    while tried < 1_000:
        chosen = [
            [(chance.choice(MODELLED), chance.randrange(2)) for _ in range(chance.randint(1, 3))]
            for _ in range(chance.randint(2, 4))
        ]
        if 8 <= size(chosen) <= 18 and 1_000 < count(chosen)[0] <= 100_000:
            counted_as_by_the_pure_model(chosen, 100_000)
            tried += 1


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_counting_by_states_agrees_too(chosen: Chosen) -> None:
    demo = program(chosen)
    with stage(demo) as here:
        by_classes = explore_classes(here, 1_000_000)
        by_states = explore_states(here, 10_000, play_all=True)
        closed = explore_states(here, 10_000)
    assert (by_classes.interleavings, by_classes.failing) == (by_states.interleavings, by_states.failing)
    kinds = [{failure.kind for failure in tally.failures} for tally in (by_classes, by_states)]
    assert kinds[0] == kinds[1]
    assert closed == by_states, "closing diamonds changes nothing"


task_lines = some.lists(
    some.tuples(some.sampled_from(sorted(TASK_LINES)), some.integers(0, 1)), min_size=1, max_size=2
)


def counted_alike(demo: Demo, model: str) -> None:
    """The whole explorer, choosing its method, against brute force."""
    with stage(demo, model) as here:
        try:
            total, failing, _, _ = tally(here)
        except AssertionError:
            assume(False)
    found = explore(demo, model=model).tally
    assert (found.interleavings, found.failing) == (total, failing)
    assert sum(failure.interleavings or 0 for failure in found.failures) == failing


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(some.lists(task_lines, min_size=2, max_size=4))
def test_random_programs_of_coroutines_are_counted_as_by_brute_force(chosen: Chosen) -> None:
    counted_alike(task_program(chosen), "free")


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_random_programs_under_a_gil_are_counted_as_by_brute_force(chosen: Chosen) -> None:
    counted_alike(program(chosen), "gil")


def fewest_alike(demo: Demo, model: str) -> None:
    with stage(demo, model) as here:
        try:
            expected = fewest(here)
        except AssertionError:
            assume(False)
    found = {failure.kind: failure for failure in explore(demo, model=model).tally.failures}
    assert {kind: failure.preemptions for kind, failure in found.items()} == expected
    with stage(demo, model) as here:
        again = {kind: replay(here, failure.schedule) for kind, failure in found.items()}
    assert {kind: (outcome(run).kind, preemptions(run)) for kind, run in again.items()} == {
        kind: (kind, count) for kind, count in expected.items()
    }


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(bodies, some.sampled_from(["free", "gil"]))
def test_no_interleaving_of_a_random_program_fails_with_fewer_preemptions(chosen: Chosen, model: str) -> None:
    fewest_alike(program(chosen), model)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(some.lists(task_lines, min_size=2, max_size=3))
def test_no_interleaving_of_random_coroutines_fails_with_fewer_preemptions(chosen: Chosen) -> None:
    fewest_alike(task_program(chosen), "free")


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(some.lists(task_lines, min_size=2, max_size=4))
def test_many_random_programs_of_coroutines_are_counted_as_by_brute_force(chosen: Chosen) -> None:
    counted_alike(task_program(chosen), "free")
    fewest_alike(task_program(chosen), "free")


@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(bodies)
def test_many_random_programs_under_a_gil_are_counted_as_by_brute_force(chosen: Chosen) -> None:
    counted_alike(program(chosen), "gil")
    fewest_alike(program(chosen), "gil")


def test_coroutines_whose_later_steps_touch_other_things_are_counted_fully() -> None:
    """By classes 21 of these would be missed: a step that queues for a lock does not write."""
    chosen = [[("nested", 0)], [("event", 0)], [("nested", 1)], [("enter", 0)]]
    assert explore(task_program(chosen)).tally.interleavings == 630
