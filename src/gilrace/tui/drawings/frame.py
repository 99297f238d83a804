"""The first and the last line of every screen: where you are, and what you may press."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from gilrace.tui.lines import BLANK, Line, Piece, ends, fit, line, page, paragraph, width

SMALLEST = (60, 16)


class Key(NamedTuple):
    """A key of the footer: how it is written, what it does, which key a click presses."""

    sign: str
    label: str
    key: str


def header(title: str, about: str, where: Line, cells: int) -> Line:
    """Flag, title and what it is about; at the right end, where we are."""
    left = line(
        Piece(" ⚑ ", "headgold"), Piece(title, "head bold"), Piece(f"  {about}" if about else "", "head")
    )
    return ends(left, (Piece(" ", "head"), *where, Piece(" ", "head")), cells, "head")


def footer(keys: Iterable[Key], cells: int) -> Line:
    """As many keys as there is room for: the last two (help and quit) first, then from the left."""
    drawn = [line(Piece(key.sign, "key", key.key), Piece(f" {key.label}  ", "foot", key.key)) for key in keys]
    own, last = drawn[:-2], drawn[-2:]
    room = cells + 1 - sum(width(one) for one in last)
    shown: Line = (Piece(" ", "foot"),)
    for one in own:
        if width(shown) + width(one) > room:
            break
        shown = (*shown, *one)
    return fit(_without_gap(line(shown, *last)), cells, "foot")


def _without_gap(pieces: Line) -> Line:
    """The line without the gap after its last key."""
    return (*pieces[:-1], pieces[-1]._replace(text=pieces[-1].text.rstrip())) if pieces else pieces


def framed(top: Line, body: Iterable[Line], keys: Iterable[Key], size: tuple[int, int]) -> list[Line]:
    """A whole screen: header, body, footer."""
    cells, rows = size
    return [top, *page(body, cells, rows - 2), footer(keys, cells)]


def box(title: str, rows: Iterable[Line], cells: int) -> list[Line]:
    """Lines in a titled box."""
    rest = "─" * max(cells - len(title) - 5, 0)
    top = line(Piece("┌─ ", "faint"), Piece(title, "gold"), Piece(f" {rest}┐", "faint"))
    side = Piece("│", "faint")
    middle = [line(side, fit(line(" ", row), cells - 2), side) for row in rows]
    return [top, *middle, line(Piece("└" + "─" * (cells - 2) + "┘", "faint"))]


def too_small(size: tuple[int, int]) -> list[Line]:
    """What a terminal below 60×16 shows."""
    cells, rows = size
    need = f"need {SMALLEST[0]}×{SMALLEST[1]}, have {cells}×{rows}"
    words = [Piece(need, "strong"), Piece("or run: gilrace --plain", "dim")]
    body = [BLANK] * max(rows // 2 - 1, 0) + [
        row for word in words for row in paragraph(word.text, cells, word.ink)
    ]
    return page(body, cells, rows)


def fits(size: tuple[int, int]) -> bool:
    """Whether a terminal is large enough for the screens."""
    return size[0] >= SMALLEST[0] and size[1] >= SMALLEST[1]
