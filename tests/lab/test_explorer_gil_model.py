"""Under a GIL a switch comes at calls, backward jumps and function entry only: shape by shape."""

from __future__ import annotations

import dis
import sys

import pytest
from gilshapes import CAUTIOUS, SAFE, TORN, Counter, fails

from gilrace.lab.scheduled.gil import switches_between


def name_of(value: object) -> str:
    return str(getattr(value, "__name__", value))


@pytest.mark.parametrize("body", SAFE, ids=name_of)
def test_without_a_call_or_a_jump_back_read_and_write_are_one_piece(body: object) -> None:
    assert not fails(body)
    assert fails(body, "free"), "it is the GIL that makes it safe"


@pytest.mark.parametrize("body", TORN, ids=name_of)
def test_a_call_or_a_jump_back_between_read_and_write_lets_somebody_in(body: object) -> None:
    assert fails(body)


@pytest.mark.parametrize("body", CAUTIOUS, ids=name_of)
def test_a_call_in_a_branch_not_taken_counts_too_so_that_no_bug_is_hidden(body: object) -> None:
    assert fails(body)


def test_an_instruction_done_again_is_a_jump_back_wherever_the_interpreter_stands_in_it() -> None:
    """Specialized, an interpreter stands in an instruction's cache: before, at its start."""
    counter = Counter()
    frame = sys._getframe()
    reading = [one.offset for one in dis.get_instructions(frame.f_code) if one.opname == "LOAD_ATTR"]
    assert counter.value == 0
    for since in (reading[-1], reading[-1] + 2):
        for here in (reading[-1], reading[-1] + 2):
            assert switches_between(((frame, since),), ((frame, here),))


@pytest.mark.parametrize("body", (*SAFE, *TORN, *CAUTIOUS), ids=name_of)
def test_done_one_after_the_other_nothing_is_lost(body: object) -> None:
    counter = Counter()
    for _ in range(2):
        body(counter)  # type: ignore[operator]
    assert counter.value == 2
