"""The stepper without a screen: every step a sentence."""

import pytest
from lab_worlds import BANK, LOCKS

from gilrace.console.stepping import step_by_step
from gilrace.lab.demos import load


def told(demo, *answers):
    """All that is said to somebody who gives these answers and then ends it."""
    left, said = [*answers, "end"], []
    step_by_step(load(demo), lambda question: left.pop(0), said.append)
    assert not left
    return said


def test_every_step_is_a_sentence_with_its_values_and_who_can_go_on():
    said = told(BANK, "1", "2", "2", "1")
    assert "1. A Ann reads account.balance: 0 (line 17)" in said
    assert "account.balance is 1." in said
    assert "Can go on: 1 Ann, 2 Bob." in said
    assert said.count("invariant: 2 deposits were made, but the balance is 1.") == 1
    assert "little_bank without a guard: 4 of 6 interleavings fail (66.7 %)." in said


def test_going_back_and_taking_another_way():
    said = told(BANK, "1", "2", "back", "1", "2", "2")
    assert said[-2] == "All is well at the end."


def test_a_deadlock_names_who_waits_for_whom():
    said = told(LOCKS, "1", "2", "1")
    assert "Ann waits for ruler, held by Bob." in said
    assert "Ann cannot go on." in said


def test_a_failing_way_is_told_whole_and_the_next_one_after_it():
    said = told(BANK, "x", "x")
    ways = [line for line in said if line.startswith("Schedule ")]
    assert ways[0] == "Schedule ABBA:"
    assert ways[1] != ways[0]


def test_a_guard_is_put_on_and_proved():
    said = told(BANK, "l", "x", "l")
    assert "Guard lock is on: One lock around read and write." in said
    assert "little_bank with guard lock: 0 of 2 interleavings fail." in said
    assert "No interleaving fails." in said
    assert "The guard is off." in said


def test_the_bytecode_of_an_actor_is_told_in_sentences():
    said = told(BANK, "1", "m", "m 2", "m 9")
    assert any(line.startswith("Ann alone, instruction by instruction") for line in said)
    assert any(line.startswith("Bob alone, instruction by instruction") for line in said)
    assert any(line.endswith("reads account.balance: 0") for line in said)
    assert any("between reading account.balance and writing it" in line.lower() for line in said)
    assert any("no actor '9'" in line for line in said)


def test_enter_goes_on_with_the_same_actor_and_ends_at_the_end():
    answers, said = ["", "", "", "", ""], []
    step_by_step(load(BANK), lambda question: answers.pop(0), said.append)
    assert not answers
    assert said[-2] == "All is well at the end."


@pytest.mark.parametrize("answer", ["9", "zz", "0"])
def test_an_answer_that_makes_no_sense_is_said_to(answer):
    said = told(BANK, answer)
    assert any("There is no actor" in line or "is none of these" in line for line in said)
