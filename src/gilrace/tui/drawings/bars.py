"""Bars of a lane: progress with the letters of earlier lanes in it, and times on one clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gilrace.tui.lines import Line, Piece, line

EIGHTHS = " ▏▎▍▌▋▊▉█"


class Ghost(NamedTuple):
    """A lane that ran before: where it was at this moment of its own heat."""

    letter: str
    ink: str
    share: float  # 0..1


LOWER = str.maketrans("█▉▊▋▌▍▎▏", "▆▆▆▆▆   ")  # no sign is both narrow and low: whole cells only


def lowered(pieces: Line) -> Line:
    """A bar that leaves a gap to the row above: where rows of one ink touch."""
    return tuple(piece._replace(text=piece.text.translate(LOWER)) for piece in pieces)


def bar(share: float, cells: int, ink: str, ghosts: Sequence[Ghost] = (), empty: str = "─") -> Line:
    """A progress bar of eighths of a cell, with ghost letters."""
    eighths = round(min(max(share, 0.0), 1.0) * cells * 8)
    full, part = divmod(eighths, 8)
    letters = _places(ghosts, cells)
    pieces: list[Piece] = []
    for k in range(cells):
        ghost = letters.get(k)
        if ghost is not None:
            pieces.append(Piece(ghost.letter, f"{ink} fill" if k < full else f"{ghost.ink} bold"))
        elif k < full:
            pieces.append(Piece("█", f"{ink} bar"))
        elif k == full and part:
            pieces.append(Piece(EIGHTHS[part], f"{ink} bar"))
        else:
            pieces.append(Piece(empty, "faint"))
    return _merged(pieces)


def waiting(cells: int) -> Line:
    """The bar of a lane that has not run."""
    return line(Piece("·" * cells, "faint"))


def _places(ghosts: Sequence[Ghost], cells: int) -> Mapping[int, Ghost]:
    taken: dict[int, Ghost] = {}
    for ghost in sorted(ghosts, key=lambda one: -one.share):
        place = min(int(ghost.share * cells), cells - 1)
        while place in taken:
            place -= 1
        if place >= 0:
            taken[place] = ghost
    return taken


def _merged(pieces: Sequence[Piece]) -> Line:
    merged: list[Piece] = []
    for piece in pieces:
        if merged and merged[-1].ink == piece.ink:
            merged[-1] = merged[-1]._replace(text=merged[-1].text + piece.text)
        else:
            merged.append(piece)
    return tuple(merged)


def spark(values: Sequence[float], cells: int, top: float) -> str:
    """The latest values as columns, one cell each, at the right end."""
    signs = " ▁▂▃▄▅▆▇"  # the highest leaves a gap to the row above
    latest = list(values)[-cells:] if cells > 0 else []
    drawn = "".join(signs[min(round(max(value, 0) / top * 7), 7)] for value in latest)
    return drawn.rjust(cells)
