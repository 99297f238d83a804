"""The result of a race as lines of text: podium in words, numbers in tables, reasons, expectations."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.budget import KINDS, budget
from gilrace.analysis.builds import build
from gilrace.analysis.caveats import caveat
from gilrace.analysis.reading import Reading, reading
from gilrace.analysis.remarks import cut_off
from gilrace.analysis.verdict import judge
from gilrace.console.cells import clipped
from gilrace.console.neutral import neutral
from gilrace.console.table import Column, tables

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.race.state import RaceState

LEAST = 0.005  # a share of the time worth a column
NAME = 24  # cells of a lane's name in the table
_SHOWN: tuple[tuple[str, Callable[[Reading], str]], ...] = (
    ("CPU", lambda r: units.duration(r.get("cpu_ns"))),
    ("CPU/wall", lambda r: units.ratio(r.get("cpu_per_wall")).rstrip("×")),
    ("GIL wait", lambda r: units.percent(r.get("gil_wait"))),
    ("start-up", lambda r: units.duration(r.get("startup_ns"))),
    ("pickle", lambda r: units.duration(r.get("pickle_ns"))),
    ("switches", lambda r: _whole(r.get("switches"))),
    ("p50", lambda r: units.duration(r.get("p50_ns"))),
    ("p99", lambda r: units.duration(r.get("p99_ns"))),
)


def result_lines(
    state: RaceState, outcomes: Sequence[Outcome], width: int = 80, wrap: bool = True
) -> list[str]:
    """Everything worth keeping in the scrollback. ``wrap`` breaks sentences at the width too."""
    verdict = judge(state)
    lines = list(_lines(state, verdict, outcomes, width))
    if not wrap:
        return lines
    return [piece for line in lines for piece in _wrapped(line, width)]


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width or "   " in line.strip():  # a row of a table stays as it is
        return [line]
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return textwrap.wrap(line, max(width, 20), subsequent_indent=indent, break_on_hyphens=False)


def _lines(state: RaceState, verdict: Verdict, outcomes: Sequence[Outcome], width: int) -> Iterator[str]:
    yield neutral(verdict.headline)
    if verdict.confidence:
        yield neutral(verdict.confidence)
    if any(s.wall for s in verdict.standings):
        yield from ("", *_numbers(state, verdict, width))
        yield from _shares(state, verdict, width)
    if verdict.standings:
        yield from ("", "Why:")
        yield from (f"  {neutral(_because(s))}" for s in verdict.standings)
        yield from _advice(verdict)
    if outcomes:
        yield from ("", "Expectations:")
        yield from (f"  {neutral(told(outcome))}" for outcome in outcomes)
    doubts = (*cut_off(state), *verdict.remarks)
    if verdict.caveats or doubts:
        yield from ("", "To keep in mind:")
        yield from (f"  {neutral(text)}" for text in doubts)
        yield from (f"  {neutral(_doubt(code))}" for code in verdict.caveats)


def _advice(verdict: Verdict) -> Iterator[str]:
    """What to change, once for all lanes of one pattern."""
    if verdict.changes:
        yield from ("", "What to change:")
        yield from (f"  {neutral(', '.join(letters))}: {text}" for text, letters in verdict.changes.items())


def _because(standing: Standing) -> str:
    return f"{standing.sentence}: {standing.why.text}" if standing.why.text else standing.sentence


def told(outcome: Outcome) -> str:
    """An outcome in one line: ``pass: processes.speedup > 1.5 (speedup 1.80×)``."""
    details = "; ".join(part for part in (outcome.measured, outcome.reason) if part)
    return f"{outcome.status}: {outcome.text}" + (f" ({details})" if details else "")


def _doubt(code: str) -> str:
    words = caveat(code)
    return f"{words.text}; {words.advice}" if words.advice else words.text


def _numbers(state: RaceState, verdict: Verdict, width: int) -> list[str]:
    shown = [s for s in verdict.standings if s.wall]
    readings = [reading(state.lane(s.lane.id)) for s in shown]
    key = Column("lane", tuple(_named(s, width) for s in shown), left=True)
    columns = [
        Column("wall", tuple(units.duration(s.wall.value if s.wall else None) for s in shown)),
        Column("speed-up", tuple(_speedup(s) for s in shown)),
        *(Column(title, tuple(cell(r) for r in readings)) for title, cell in _SHOWN),
        Column("Python", tuple(build(state.lane(s.lane.id)) for s in shown)),
    ]
    return tables(key, columns, width)


def _shares(state: RaceState, verdict: Verdict, width: int) -> list[str]:
    """Where the time of each lane's workers went; nothing where one table would not fit."""
    found = [(s, b) for s in verdict.standings if (b := budget(state.lane(s.lane.id))) is not None]
    kinds = [kind for kind in KINDS if any(b.share(kind) >= LEAST for _, b in found)]
    key = Column("time went to", tuple(_named(s, width) for s, _ in found), left=True)
    columns = [
        Column(KINDS[kind], tuple(f"{b.share(kind):.0%}".replace("%", " %") for _, b in found))
        for kind in kinds
    ]
    lines = tables(key, columns, width) if found else []
    return ["", *lines] if "" not in lines and lines else []


def _named(standing: Standing, width: int) -> str:
    place = standing.place or ("out" if standing.status == "disqualified" else "-")
    name = neutral(f"{standing.lane.letter} {standing.lane.name}")
    return f"{place:<4} {clipped(name, min(NAME, width // 3))}"


def _speedup(standing: Standing) -> str:
    """``1.93× ±0.02``, or the ends of a wide interval; an assumed one is not shown as if measured."""
    found = standing.speedup
    if found is None or standing.status != "ranked":
        return units.UNKNOWN
    if found.assumed or found.low == found.high:
        return units.ratio(found.value)
    if found.plus_minus > found.value / 4:
        return f"{units.ratio(found.value)} ({units.times(found.low)}-{units.times(found.high)})"
    return f"{units.ratio(found.value)} ±{units.times(found.plus_minus)}"


def _whole(number: float | None) -> str:
    return units.UNKNOWN if number is None else f"{number:.0f}"
