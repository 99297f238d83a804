"""Under a GIL a switch comes at calls, backward jumps and function entry only: shape by shape."""

from __future__ import annotations

import pytest
from gilshapes import CAUTIOUS, SAFE, TORN, Counter, fails


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


@pytest.mark.parametrize("body", (*SAFE, *TORN, *CAUTIOUS), ids=name_of)
def test_done_one_after_the_other_nothing_is_lost(body: object) -> None:
    counter = Counter()
    for _ in range(2):
        body(counter)  # type: ignore[operator]
    assert counter.value == 2
