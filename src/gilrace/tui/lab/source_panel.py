"""The source with a cursor for each actor, on the very expression it is about to evaluate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from gilrace.tui.lab.listing import Listing, characters
from gilrace.tui.lines import BLANK, Line, Piece, line, rule, width

MOST_LETTERS = 5
NOTHING_MARKED: Mapping[int, str] = {}


class Cursor(NamedTuple):
    """Where an actor stands. Lines from 1, columns from 0 in UTF-8 bytes; ``end`` 0 = to the line's end."""

    actor: int
    letter: str
    line: int
    column: int
    end: int
    focus: bool = False


def actor_ink(actor: int) -> str:
    """The ink of an actor."""
    return f"lane{1 + actor % 7}"


def source_panel(
    listing: Listing,
    numbers: Sequence[int],
    cursors: Sequence[Cursor],
    cells: int,
    rows: int,
    matters: Mapping[int, str] = NOTHING_MARKED,
) -> list[Line]:
    """The title and as many lines as fit, around the actor looked at.

    ``matters`` are lines to be marked, with what is done there.
    """
    title = Path(listing.file).name or "source"
    if not numbers:
        return [rule(title, cells), line(Piece("  the source cannot be read", "dim"))]
    shown = _window(numbers, cursors, rows - 1, matters)
    gutter = min(max((cursor.actor for cursor in cursors), default=1) + 1, MOST_LETTERS) + 1
    rows_shown = []
    for number in shown:
        row = _row(listing, number, cursors, gutter, number in matters)
        rows_shown.append(_noted(row, matters.get(number, ""), cells))
    return [rule(title, cells), *rows_shown]


def _noted(row: Line, words: str, cells: int) -> Line:
    """The row with what is done there at its right, where there is room."""
    note = f"← {words}"
    gap = cells - width(row) - len(note)
    return line(row, Piece(f"{' ' * gap}{note}", "gold")) if words and gap > 0 else row


def _window(
    numbers: Sequence[int], cursors: Sequence[Cursor], rows: int, matters: Mapping[int, str]
) -> Sequence[int]:
    if len(numbers) <= rows:
        return numbers
    first_one = next((number for number in numbers if number in matters), numbers[0])
    looked_at = next((c.line for c in cursors if c.focus), cursors[0].line if cursors else first_one)
    at = numbers.index(looked_at) if looked_at in numbers else 0
    first = min(max(at - rows // 2, 0), len(numbers) - rows)
    return numbers[first : first + rows]


def _row(
    listing: Listing, number: int, cursors: Sequence[Cursor], gutter: int, matters: bool = False
) -> Line:
    if not number:
        return line(Piece(" " * (gutter + 4) + "…", "faint")) if gutter else BLANK
    here = [cursor for cursor in cursors if cursor.line == number]
    letters = [Piece(c.letter, f"{actor_ink(c.actor)} bold") for c in here[:MOST_LETTERS]]
    blanks = " " * (gutter - len(letters) - (1 if letters else 0))
    if matters and not letters:
        blanks = blanks[:-1]
    arrow = Piece("▶", "gold") if letters else Piece("●" if matters else "", "gold")
    code = _code(listing.line(number), here, matters)
    return line(blanks, *letters, arrow, Piece(f"{number:>4} ", "faint"), code)


def _code(text: str, cursors: Sequence[Cursor], matters: bool = False) -> Line:
    """The text with the expressions marked; the one of the actor looked at wins."""
    inks = ["strong" if cursors or matters else "text"] * len(text)
    for cursor in sorted(cursors, key=lambda c: c.focus):
        first = characters(text, cursor.column)
        last = characters(text, cursor.end) if cursor.end else len(text)
        how = "fill" if cursor.focus else "under"
        inks[first:last] = [f"{actor_ink(cursor.actor)} {how}"] * (min(last, len(text)) - first)
    at, pieces = 0, []
    for ink, run in groupby(inks):
        length = len(list(run))
        pieces.append(Piece(text[at : at + length], ink))
        at += length
    return tuple(pieces)
