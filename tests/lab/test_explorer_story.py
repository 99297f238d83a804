"""A story shows where everybody is, what they know, who holds what, and why it went wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilrace.lab.demos import load
from gilrace.lab.explore.play import stage
from gilrace.lab.explore.story import tell, tell_on
from gilrace.lab.explore.words import sentences


def test_a_story_has_a_moment_before_and_after_every_step() -> None:
    story = tell(load("lost_update"), "ABBA")
    assert [step.letters for step in story.steps] == ["A", "B", "B", "A"]
    assert [dict(moment.values)["account.balance"] for moment in story.moments] == ["0", "0", "0", "1", "1"]
    assert story.outcome is not None
    assert story.outcome.kind == "invariant"


def test_marks_carry_the_very_sub_expression() -> None:
    story = tell(load("overdraft"), "A")
    place = story.steps[0].marks[0].place
    line = Path(place.file).read_text(encoding="utf-8").splitlines()[place.line - 1]
    assert line[place.column : place.end_column] == "account.balance"
    assert place.function == "withdraw"


def test_a_step_knows_the_steps_it_conflicts_with() -> None:
    story = tell(load("lost_update"), "ABBA")
    assert [step.conflicts for step in story.steps] == [(), (), (0,), (1, 2)]


def test_an_actor_at_a_moment_has_variables_and_what_it_will_do_next() -> None:
    view = tell(load("lost_update"), "A").moments[-1].actors[0]
    assert (view.status, view.verb, view.object) == ("ready", "write", "account.balance")
    assert ("balance", "0") in view.variables


def test_a_deadlock_is_shown_with_holders_waiters_and_its_ring() -> None:
    last = tell(load("lock_order"), "AB").moments[-1]
    ann, bob = last.actors
    assert (ann.status, ann.holds, ann.waits_for, ann.waits_on) == ("blocked", ("pen",), "ruler", (1,))
    assert (bob.status, bob.holds, bob.waits_for, bob.waits_on) == ("blocked", ("ruler",), "pen", (0,))
    assert last.ring == (0, 1)
    assert last.movable == ()
    assert dict(last.objects) == {"pen": "held by Ann", "ruler": "held by Bob"}


def test_an_unfinished_story_has_no_outcome_and_says_who_can_go_on() -> None:
    story = tell(load("lost_update"), "AB")
    assert story.outcome is None
    assert list(sentences(story))[-1] == "Not at an end: Ann or Bob can go on."


def test_every_step_is_a_sentence() -> None:
    lines = list(sentences(tell(load("lock_order"), "AB")))
    assert lines[0].startswith("1. A Ann takes pen (line ")
    assert lines[-1] == ("deadlock: Ann waits for ruler (held by Bob), Bob waits for pen (held by Ann).")


def test_coroutines_are_told_too() -> None:
    story = tell(load("async_lock_order"), "ABBA")
    assert story.outcome is not None
    assert story.outcome.kind == "deadlock"
    assert story.moments[1].actors[0].place is not None
    assert story.moments[-1].actors[0].holds == ("pen",)


@pytest.mark.parametrize("name", ["dining", "transfer", "async_corridor"])
def test_a_story_is_one_execution_however_long_it_is(name: str) -> None:
    with stage(load(name)) as here:
        tell_on(here, "A")
        tell_on(here, "AB")
        assert here.plays == 2
