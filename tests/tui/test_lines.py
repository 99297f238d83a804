"""Cutting text to the room there is."""

from __future__ import annotations

import pytest

from gilrace.tui.lines import clauses

SAID = "2 threads, one GIL: 42 % of the time went; others took 9 %"


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        (99, SAID),
        (57, "2 threads, one GIL: 42 % of the time went"),
        (40, "2 threads, one GIL"),
        (12, "2 threads"),
        (8, ""),
        (1, ""),
    ],
)
def test_a_sentence_is_cut_where_a_clause_ends_or_else_a_word(cells: int, told: str) -> None:
    assert clauses(SAID, cells) == told


def test_a_clause_that_does_not_fit_is_cut_where_a_word_ends() -> None:
    assert clauses("about two items were under way", 20) == "about two items…"
