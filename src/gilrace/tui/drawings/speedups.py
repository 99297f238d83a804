"""Speed-ups over the yardstick as bars with their intervals, and the ideal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.reading import cores, yardstick_words
from gilrace.tui.drawings.bars import EIGHTHS
from gilrace.tui.lines import BLANK, Line, Piece, column, line, rule

if TYPE_CHECKING:
    from gilrace.analysis.verdict import Standing, Verdict
    from gilrace.race.state import RaceState

NUMBERS = 26


def speedups(
    state: RaceState, verdict: Verdict, inks: Mapping[str, str], cells: int, rows: int
) -> list[Line]:
    """A titled bar per lane, as many as fit; without an order where lanes ran together."""
    rounds = max((s.wall.rounds for s in verdict.standings if s.wall), default=0)
    name = min(max((len(s.lane.name) for s in verdict.standings), default=8), 14 if cells < 100 else 24)
    room = max(cells - name - 9 - NUMBERS, 8)
    top = _top(state, verdict)
    title = f"speed-up over {yardstick_words(state)}, {units.count(rounds, 'round')}"
    drawn = [rule(title, cells), _scale(top, _ideal(state), room, name)]
    drawn += [_bar(standing, inks, top, _ideal(state), name, room) for standing in verdict.standings]
    if len(drawn) > rows:
        drawn = [*drawn[: rows - 1], line(Piece(f" … and {len(drawn) - rows + 1} lanes more", "dim"))]
    return drawn if verdict.standings else [BLANK]


def _ideal(state: RaceState) -> float:
    """The speed-up that CPU work cannot pass: the cores. 0 where waiting is raced."""
    return float(cores(state)) if state.opened is not None and state.opened.work == "cpu" else 0.0


def _top(state: RaceState, verdict: Verdict) -> float:
    """The right end: all intervals and the ideal, but bars are never squeezed below half for an interval."""
    known = [s.speedup for s in verdict.standings if s.speedup]
    longest = max([*[one.value for one in known], _ideal(state), 1.0])
    return min(max([longest, *[one.high for one in known]]), 2 * longest) * 1.04


def _scale(top: float, ideal: float, room: int, name: int) -> Line:
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if top / s <= room / 10), 5000)
    words = "0×"
    for value in range(step, int(top) + 1, step):
        word = f"{value}× ideal" if ideal == value else f"{value}×"
        words = words.ljust(int(value / top * room)) + word
    return line(" " * (name + 9), Piece(words, "dim"))


def _bar(standing: Standing, inks: Mapping[str, str], top: float, ideal: float, name: int, room: int) -> Line:
    ink = inks[standing.lane.id]
    head = (
        Piece(f" {standing.place or '-':<5}", "gold" if standing.rank == 1 else "dim"),
        Piece(f"{standing.lane.letter[:1]} ", f"{ink} bold"),
        column(standing.lane.name, name, ink),
    )
    if standing.speedup is None or standing.status != "ranked":
        told = standing.reason or standing.sentence or standing.status
        return line(*head, Piece(f" {standing.status}: {told}", "bad" if standing.reason else "dim"))
    value = standing.speedup.value
    numbers = f" {units.ratio(value):>6} ±{units.times(standing.speedup.plus_minus):<5}"
    wall = units.duration(standing.wall.value if standing.wall else None)
    slower = " ▲" if standing.speedup.high < 1 else ""
    return line(
        *head, " ", *_filled(value, standing.speedup.high, top, ideal, room, ink),
        Piece(numbers[:8], "strong"), Piece(numbers[8:], "dim"), Piece(f"{wall:>9}"), Piece(slower, "warn"),
    )  # fmt: skip


def _filled(value: float, high: float, top: float, ideal: float, room: int, ink: str) -> Line:
    """The bar, from its end on how far the value may really lie, and the ideal."""
    eighths = round(min(value / top, 1.0) * room * 8)
    full, part = divmod(eighths, 8)
    text = "█" * full + (EIGHTHS[part] if part else "")
    rest = list("─" * (room - len(text)))
    mark = int(ideal / top * room) - len(text)
    if ideal and 0 <= mark < len(rest):
        rest[mark] = "╎"
    may = min(max(int(high / top * room) - len(text), 0), len(rest))
    reach = "".join(rest[:may]).replace("─", "━")
    return line(Piece(text, f"{ink} bar"), Piece(reach, ink), Piece("".join(rest[may:]), "faint"))
