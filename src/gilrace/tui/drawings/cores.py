"""Meters of the machine's cores, each with the letter of the lane that runs on it.

A busy core is good news here, so a meter's ink is that of its lane, not of its load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis.core_names import core_name
from gilrace.tui.drawings.bars import EIGHTHS, spark
from gilrace.tui.lines import Line, Piece, line
from gilrace.tui.standing import active, lane_inks

if TYPE_CHECKING:
    from gilrace.race.state import RaceState

MOST_METERS = 8


def cores(state: RaceState, cells: int, rows: int) -> list[Line]:
    """A meter per core where they fit in ``rows``, else one sign per core (or group of cores)."""
    count = len(state.cores)
    if not count:
        return [line(Piece(" no core was read at this moment", "dim"))][:rows]
    if count <= min(rows, MOST_METERS):
        return [_meter(state, core, cells) for core in range(count)]
    return _compact(state, cells, rows)


def rows_wanted(state: RaceState) -> int:
    """Lines that show every core best."""
    count = len(state.cores)
    return max(count, 1) if count <= 4 else min((count + 31) // 32, 4)


def _letters(state: RaceState, core: int) -> str:
    return state.lane_cores[core] if core < len(state.lane_cores) and not resting(state) else ""


def resting(state: RaceState) -> bool:
    """Whether no heat goes on that has been sampled: the latest sample is then of one before."""
    seen = (lane.heat is not None and active(lane) and bool(lane.heat.strip) for lane in state.lanes)
    return bool(state.closed) or not any(seen)


def _ink(state: RaceState, letter: str) -> str:
    inks = lane_inks(tuple(lane.info for lane in state.lanes))
    owner = next(
        (lane.info.id for lane in state.lanes if letter and lane.info.letter[:1] == letter[:1]), None
    )
    return inks[owner] if owner else "dim"


def _meter(state: RaceState, core: int, cells: int) -> Line:
    load, letters = min(state.cores[core], 100), _letters(state, core)
    ink = _ink(state, letters)
    history = max(min(cells // 3, 40), 8)
    name = f"{core_name(state, core):<2}"
    room = max(cells - 18 - len(name) - history, 6)
    full = 0 if resting(state) else round(load * room / 100)
    percent = "   -" if resting(state) else f"{load:3d}%"
    past = [sample[core] for sample in state.core_history if core < len(sample)]
    return line(
        Piece(f" core {name} ", "dim"),
        Piece("━" * full, ink),
        Piece("╌" * (room - full), "faint"),
        Piece(f" {percent} ", "text"),
        Piece(f"{letters[:3]:<3} ", f"{ink} bold"),
        Piece(spark(past, history, 100), ink),
    )


def _compact(state: RaceState, cells: int, rows: int) -> list[Line]:
    room = max((cells - 18) * rows, 1)
    count = len(state.cores)
    group = -(-count // room)
    groups = [range(first, min(first + group, count)) for first in range(0, count, group)]
    signs = [_sign(state, members) for members in groups]
    per_row = max(cells - 18, 1)
    used = "at rest" if resting(state) else f"{sum(load >= 50 for load in state.cores)} busy"
    label = f" {count} cores " if group == 1 else f" {count} cores/{group} "
    lines = [_row(label if k == 0 else "", signs[k : k + per_row]) for k in range(0, len(signs), per_row)][
        :rows
    ]
    return [*lines[:-1], line(lines[-1], Piece(f" {used}", "dim"))]


def _row(label: str, signs: list[Piece]) -> Line:
    return line(Piece(f"{label:<11}", "dim"), *signs)


def _sign(state: RaceState, members: range) -> Piece:
    if resting(state):
        return Piece("·", "dim")
    load = sum(state.cores[core] for core in members) / len(members)
    letter = next((letters for core in members if (letters := _letters(state, core))), "")
    if letter and load >= 50:
        return Piece(letter[:1], f"{_ink(state, letter)} fill")
    column = EIGHTHS[0] if load < 6 else "▁▂▃▄▅▆▇█"[min(int(load / 12.5), 7)]
    return Piece(column if column != " " else "·", _ink(state, letter) if letter else "dim")
