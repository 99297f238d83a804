"""What the strips of workers mean, in words that fit."""

from __future__ import annotations

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.tui.drawings.workers import legend
from gilrace.tui.lines import plain, width


@pytest.mark.parametrize(
    ("states", "cells", "words"),
    [
        ("rgg", 48, "         █ runs  ░ waits for the GIL"),
        ("rlw", 48, " █ runs  ▒ lock wait  ╌ waits"),
        ("rlw", 70, "         █ runs  ▒ waits for a lock  ╌ waits (I/O, sleep)"),
        ("rglwi", 52, " █ runs  ░ GIL wait  ▒ lock wait  ╌ waits  · idle"),
    ],
)
def test_signs_are_told_in_full_where_there_is_room_and_else_in_few_words(
    states: str, cells: int, words: str
) -> None:
    heat = canned.running("threads", 0.5).lane("threads").heat
    assert heat is not None
    told = legend([replace(heat, strip=((0, states),))], "text", cells)
    assert plain(told) == words
    assert width(told) <= cells
