"""The strip of a running lane's workers over time: who runs, who waits for what.

The single most instructive thing on a wide screen: two threads that hold the GIL in turns can be seen
doing it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from gilrace.tui.lines import Line, Piece, line, width

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane

SIGNS = {"r": "█", "g": "░", "l": "▒", "w": "╌", "s": "▁", "i": "·", "?": "·"}
WORDS = (
    ("r", "runs"), ("g", "waits for the GIL"), ("l", "waits for a lock"), ("w", "waits (I/O, sleep)"),
    ("s", "starts"), ("i", "idle"),
)  # fmt: skip
FEW_WORDS = (
    ("r", "runs"),
    ("g", "GIL wait"),
    ("l", "lock wait"),
    ("w", "waits"),
    ("s", "starts"),
    ("i", "idle"),
)


def strip(lane: Lane, ink: str, cells: int, rows: int) -> list[Line]:
    """A row per worker, newest at the right; then the legend."""
    heat = lane.heat
    if heat is None or not heat.strip or rows < 2:
        return []
    lines = strip_rows(lane, ink, cells, rows - 1)
    return [*lines, legend([heat], ink, cells, len(heat.strip[-1][1]) - len(lines))]


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


def legend(heats: Iterable[Heat], ink: str, cells: int, hidden: int = 0) -> Line:
    """The signs that occur in these heats' strips, in words; in few where there is little room."""
    seen = {sign for heat in heats for _, states in heat.strip for sign in states}
    more = f"and {hidden} more workers" if hidden > 0 else ""
    told = _signs(WORDS, seen, " " * 9, ink, more)
    return told if width(told) <= cells else _signs(FEW_WORDS, seen, " ", ink, more)


def _signs(words: Iterable[tuple[str, str]], seen: Collection[str], indent: str, ink: str, more: str) -> Line:
    pieces: list[Piece] = []
    for sign, word in words:
        if sign in seen:
            sign_ink = f"{ink} bar" if sign in "rg" else "dim"
            pieces += [
                Piece("  " if pieces else indent, "dim"),
                Piece(SIGNS[sign], sign_ink),
                Piece(f" {word}", "dim"),
            ]
    return line(*pieces, *([Piece(f"  {more}", "dim")] if more else []))
