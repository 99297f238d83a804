"""Errors in one line: for where a lane's reason has no second."""

import pytest

from gilrace.errors import LaneError


@pytest.mark.parametrize(
    ("advice", "line"),
    [
        ("", "it is gone"),
        ("look elsewhere", "it is gone; look elsewhere"),
        ("Look elsewhere.", "it is gone. Look elsewhere"),
        ("`x: 3` helps", "it is gone; `x: 3` helps"),
    ],
)
def test_message_and_advice_make_a_sentence_or_two(advice, line):
    assert LaneError("it is gone", advice=advice).in_a_line == line
