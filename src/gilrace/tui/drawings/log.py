"""The event log: what happened, newest last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.tui.lines import Line, Piece, clauses, column, line
from gilrace.tui.standing import lane_inks

if TYPE_CHECKING:
    from gilrace.race.state import LogLine, RaceState

LEVELS = {"info": "text", "good": "strong", "warn": "warn", "error": "bad"}
SIGNS = {"good": "✓ ", "warn": "▲ ", "error": "✗ "}


TIME, NAME = 10, 14  # cells of the columns before a sentence


def log(state: RaceState, cells: int, rows: int, back: int = 0) -> list[Line]:
    """The latest ``rows`` lines, or those ``back`` lines earlier; of a long sentence what fits."""
    inks = lane_inks(tuple(lane.info for lane in state.lanes))
    names = {lane.info.id: f"{lane.info.letter[:1]} {lane.info.name}" for lane in state.lanes}
    told = sorted(state.log, key=lambda entry: entry.t)  # lanes that run together tell in any order
    end = max(len(told) - back, 0)
    shown = told[max(end - rows, 0) : end] if rows > 0 else []
    return [_line(entry, names.get(entry.lane, ""), inks.get(entry.lane, "dim"), cells) for entry in shown]


def _line(entry: LogLine, name: str, ink: str, cells: int) -> Line:
    sign = SIGNS.get(entry.level, "")
    told = clauses(entry.text, cells - TIME - NAME - 2 - len(sign), ";")
    return line(
        Piece(f" {entry.t / 1e9:7.2f}s ", "dim"),
        column(name, NAME, ink),
        " ",
        Piece(f"{sign}{told}", LEVELS.get(entry.level, "text")),
    )
