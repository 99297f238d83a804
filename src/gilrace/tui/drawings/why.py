"""Where the time went: a table of what was measured, the caveats, and what was expected."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from gilrace.analysis import units
from gilrace.analysis.builds import build, several_builds
from gilrace.analysis.caveats import caveat
from gilrace.analysis.reading import reading
from gilrace.tui.lines import BLANK, Line, Piece, column, line, paragraph, rule, width

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.verdict import Standing, Verdict
    from gilrace.race.state import RaceState

OUTCOMES = {
    "pass": ("✓", "good"),
    "fail": ("✗", "bad"),
    "inconclusive": ("~", "warn"),
    "skipped": ("○", "dim"),
}


BUILD = 18  # cells of "3.13.5t, GIL back" and a gap, where lanes ran on several


class Column(NamedTuple):
    """A column: its head, the metric, how it is written, from which value on it is worth a look."""

    head: str
    metric: str
    words: Callable[[float | None], str]
    cells: int = 9
    striking: float = float("inf")


def _number(value: float | None) -> str:
    return units.UNKNOWN if value is None else f"{value:.0f}"


def _two(value: float | None) -> str:
    return units.UNKNOWN if value is None else f"{value:.2f}"


COLUMNS = (
    Column("wall", "wall_ns", units.duration),
    Column("CPU", "cpu_ns", units.duration),
    Column("CPU/wall", "cpu_per_wall", _two, 9, 1.2),
    Column("GIL wait", "gil_wait", units.percent, 10, 0.2),
    Column("start-up", "startup_ns", units.duration, 10),
    Column("pickle", "pickle_ns", units.duration),
    Column("switches", "switches", _number, 10),
    Column("item p50", "p50_ns", units.duration, 10),
    Column("item p99", "p99_ns", units.duration, 10),
    Column("memory", "peak_memory_bytes", units.size, 10),
)


def why_table(state: RaceState, verdict: Verdict, inks: Mapping[str, str], cells: int) -> list[Line]:
    """A row per lane; as many columns as there is room for."""
    several = several_builds(state)
    most = 22 if cells >= 100 else 17 if several else 13
    name = min(max((len(s.lane.name) for s in verdict.standings), default=8), most)
    built = BUILD if several else 0
    shown: list[Column] = []
    for one in COLUMNS:
        if name + 3 + built + sum(c.cells for c in (*shown, one)) < cells:
            shown.append(one)
    python = column("Python", built, "dim", right=True)
    heads = line(" " * (name + 3), python, *[column(c.head, c.cells, "dim", right=True) for c in shown])
    rows = [_row(state, standing, inks, shown, name, built) for standing in verdict.standings]
    return [rule("why: where the time went", cells), heads, *rows]


def _row(
    state: RaceState, standing: Standing, inks: Mapping[str, str], shown: list[Column], name: int, built: int
) -> Line:
    lane = state.lane(standing.lane.id)
    seen, ink = reading(lane), inks[standing.lane.id]
    numbers = [_cell(one, seen.get(one.metric)) for one in shown]
    head = Piece(f" {standing.lane.letter[:1]} ", f"{ink} bold"), column(standing.lane.name, name, ink)
    return line(*head, column(build(lane), built, "text", right=True), *numbers)


def _cell(one: Column, value: float | None) -> Piece:
    ink = "faint" if not value else "strong" if value >= one.striking else "text"
    return column(one.words(value), one.cells, ink, right=True)


def reasons(verdict: Verdict, inks: Mapping[str, str], cells: int) -> list[Line]:
    """A sentence for every lane."""
    drawn: list[Line] = []
    for standing in verdict.standings:
        said = standing.why.text or standing.reason or standing.sentence
        rows = paragraph(said, cells - 5)
        mark = Piece(f" {standing.lane.letter[:1]}  ", f"{inks[standing.lane.id]} bold")
        drawn += [line(mark if k == 0 else Piece("    "), row) for k, row in enumerate(rows)]
    return drawn


def changes(verdict: Verdict, cells: int) -> list[Line]:
    """What to change, once for all lanes of one pattern."""
    drawn: list[Line] = []
    for text, letters in verdict.changes.items():
        rows = paragraph(f"{' '.join(letters)}: {text}", cells - 5)
        drawn += [line(Piece(" →  " if k == 0 else "    ", "good"), row) for k, row in enumerate(rows)]
    return [BLANK, rule("what to change", cells), *drawn] if drawn else []


def doubts(verdict: Verdict, cells: int) -> list[Line]:
    """What to keep in mind about these numbers."""
    known = [caveat(code) for code in verdict.caveats]
    told = [*(f"{one.text}; {one.advice}".strip("; ") for one in known), *verdict.remarks]
    drawn: list[Line] = []
    for text in told:
        rows = paragraph(text, cells - 5)
        drawn += [line(Piece(" ▲  " if k == 0 else "    ", "warn"), row) for k, row in enumerate(rows)]
    return [BLANK, rule("keep in mind", cells), *drawn] if drawn else []


def expectations(outcomes: tuple[Outcome, ...], cells: int) -> list[Line]:
    """What the scenario expected, and what became of it."""
    if not outcomes:
        return []
    drawn = [BLANK, rule("expected", cells)]
    for outcome in outcomes:
        sign, ink = OUTCOMES.get(outcome.status, ("~", "warn"))
        told = " · ".join(part for part in (outcome.measured, outcome.reason) if part)
        status = "" if outcome.status == "pass" else f"  {outcome.status}"
        head = line(Piece(f" {sign} ", ink), Piece(outcome.text), Piece(status, ink))
        if width(head) + cell_len(told) + 2 <= cells:
            drawn.append(line(*head, Piece(f"  {told}", "dim")))
        else:
            drawn += [head, *[line("    ", row) for row in paragraph(told, cells - 5, "dim")]]
    return drawn
