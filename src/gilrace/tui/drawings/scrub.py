"""The bar of a replay: where it is, and the moments to jump to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.tui.lines import Line, Piece, line

if TYPE_CHECKING:
    from gilrace.tui.playing import Playing


def scrub(playing: Playing, moments: Sequence[int], cells: int) -> Line:
    """Time, bar with a mark per moment, whole length."""
    begin = f" {'▶' if playing.playing else '■'} {units.duration(playing.t) if playing.t else '0 s':>9} "
    end = f" {units.duration(playing.length):<9} {playing.speed:g}× "
    room = max(cells - len(begin) - len(end), 8)
    at = int(playing.t / playing.length * (room - 1)) if playing.length else 0
    marks = {int(m / playing.length * (room - 1)) for m in moments} if playing.length else set()
    signs = ["┴" if k in marks else "─" for k in range(room)]
    return line(
        Piece(begin, "gold"), Piece("━" * at, "gold"), Piece("●", "gold bold"),
        Piece("".join(signs[at + 1 :]), "faint"), Piece(end, "dim"),
    )  # fmt: skip
