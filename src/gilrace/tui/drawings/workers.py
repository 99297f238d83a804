"""The strip of a running lane's workers over time: who runs, who waits for what.

The single most instructive thing on a wide screen: two threads that hold the GIL in turns can be seen
doing it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from gilrace.tui.lines import Line, Piece, line

if TYPE_CHECKING:
    from gilrace.race.state import Heat, Lane

SIGNS = {"r": "█", "g": "░", "l": "▒", "w": "╌", "s": "▁", "i": "·", "?": "·"}
WORDS = (
    ("r", "runs"), ("g", "waits for the GIL"), ("l", "waits for a lock"), ("w", "waits (I/O, sleep)"),
    ("i", "idle"),
)  # fmt: skip


def strip(lane: Lane, ink: str, cells: int, rows: int) -> list[Line]:
    """A row per worker, newest at the right; then the legend."""
    heat = lane.heat
    if heat is None or not heat.strip or rows < 2:
        return []
    lines = strip_rows(lane, ink, cells, rows - 1)
    return [*lines, legend([heat], ink, len(heat.strip[-1][1]) - len(lines))]


def strip_rows(lane: Lane, ink: str, cells: int, rows: int) -> list[Line]:
    """A row per worker, at most so many."""
    heat = lane.heat
    if heat is None or not heat.strip:
        return []
    workers = min(len(heat.strip[-1][1]), rows)
    return [_row(lane, heat, worker, ink, cells) for worker in range(workers)]


def _row(lane: Lane, heat: Heat, worker: int, ink: str, cells: int) -> Line:
    room = max(cells - 9, 1)
    label = f" {lane.info.letter[:1] if worker == 0 else ' '} w{worker:<4} "
    pieces: list[Piece] = []
    for _, states in heat.strip[-room:]:
        sign = states[worker] if worker < len(states) else "?"
        pieces.append(Piece(SIGNS.get(sign, "·"), f"{ink} bar" if sign in "rg" else "dim"))
    return line(Piece(label, ink), *_runs(pieces))


def _runs(pieces: list[Piece]) -> list[Piece]:
    runs: list[Piece] = []
    for piece in pieces:
        if runs and runs[-1].ink == piece.ink:
            runs[-1] = runs[-1]._replace(text=runs[-1].text + piece.text)
        else:
            runs.append(piece)
    return runs


def legend(heats: Iterable[Heat], ink: str, hidden: int = 0) -> Line:
    """The signs that occur in these heats' strips, in words."""
    seen = {sign for heat in heats for _, states in heat.strip for sign in states}
    pieces: list[Piece] = [Piece("         ", "dim")]
    for sign, word in WORDS:
        if sign in seen:
            sign_ink = f"{ink} bar" if sign in "rg" else "dim"
            pieces += [Piece(SIGNS[sign], sign_ink), Piece(f" {word}  ", "dim")]
    more = [Piece(f"and {hidden} more workers", "dim")] if hidden > 0 else []
    return line(*pieces, *more)
