"""The event log: what happened, newest last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.tui.lines import Line, Piece, column, line
from gilrace.tui.standing import lane_inks

if TYPE_CHECKING:
    from gilrace.race.state import LogLine, RaceState

LEVELS = {"info": "text", "good": "strong", "warn": "warn", "error": "bad"}
SIGNS = {"good": "✓ ", "warn": "▲ ", "error": "✗ "}


def log(state: RaceState, rows: int, back: int = 0) -> list[Line]:
    """The latest ``rows`` lines, or those ``back`` lines earlier."""
    inks = lane_inks(tuple(lane.info for lane in state.lanes))
    names = {lane.info.id: f"{lane.info.letter[:1]} {lane.info.name}" for lane in state.lanes}
    end = max(len(state.log) - back, 0)
    shown = state.log[max(end - rows, 0) : end] if rows > 0 else ()
    return [_line(entry, names.get(entry.lane, ""), inks.get(entry.lane, "dim")) for entry in shown]


def _line(entry: LogLine, name: str, ink: str) -> Line:
    return line(
        Piece(f" {entry.t / 1e9:7.2f}s ", "dim"),
        column(name, 14, ink),
        " ",
        Piece(SIGNS.get(entry.level, ""), LEVELS.get(entry.level, "text")),
        Piece(entry.text, LEVELS.get(entry.level, "text")),
    )
