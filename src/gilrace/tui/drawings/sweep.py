"""The sweep: a curve with its ideal and its laws, the points as a table, all candidates, one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.analysis.units import count, duration, percent, ratio
from gilrace.sweep.answer import Answer
from gilrace.sweep.curves import fit_words
from gilrace.sweep.plot import Cell, Plot, legend, plot
from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lines import BLANK, Line, Piece, beside, column, line, paragraph, rule, wrap
from gilrace.tui.standing import lane_inks

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.sweep.answer import Row
    from gilrace.sweep.curves import Curve

INKS = {"point": "gold", "usl": "lane2", "amdahl": "lane3", "ideal": "dim", "": "faint"}
SIDE = 34  # cells beside the curve
NARROW = 33
MARKED = 20  # cells of a name from which there is room for a word besides the mark
WIDE, TALL = 110, 34
MARKS = {"chosen": ("✓", "good"), "tied": ("≈", "gold"), "slower": (" ", "dim"), "left out": ("·", "dim")}


@dataclass(frozen=True)
class SweepView:
    """What the sweep screen shows."""

    state: RaceState
    answer: Answer = field(default_factory=Answer)
    tab: int = 0  # which curve; after the last one, all candidates
    budget_s: float = 0.0
    log: bool = False
    fits: bool = True
    braille: bool = True
    over: bool = False
    notice: str = ""
    top: int = 0  # first candidate that is shown
    keys: tuple[Key, ...] = ()

    @property
    def curve(self) -> Curve | None:
        """The curve in front; None where all candidates are."""
        shown = self.answer.curves
        return shown[self.tab % (len(shown) + 1)] if self.tab % (len(shown) + 1) < len(shown) else None


def sweep(view: SweepView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    foot = _foot(view, cells)
    room = rows - 2 - len(foot)
    one = view.curve
    body = _curve(view, one, cells, room) if one is not None else _all(view, cells, room)
    body = [*body[:room], *([BLANK] * (room - len(body)))]
    return framed(_top(view, cells), [*body, *foot], view.keys, size)


def _top(view: SweepView, cells: int) -> Line:
    opened, one = view.state.opened, view.curve
    name = opened.name.removesuffix("-sweep") if opened else "gilrace"
    where = line(Piece(_clock(view), "head"), Piece(" WORKER SWEEP", "headgold"))
    if one is None:
        return header(name, f"{count(len(view.answer.rows), 'candidate')}", where, cells)
    first, last = one.points[0].workers, one.points[-1].workers
    noun = "tasks at once" if one.strategy == "asyncio" else "workers"
    return header(name, f"{one.strategy} · {first} to {last} {noun}", where, cells)


def _clock(view: SweepView) -> str:
    if view.over:
        return "over │"
    spent = f"{view.state.t / 1e9:.0f} s"
    return f"{spent} of {view.budget_s:.0f} s │" if view.budget_s else f"{spent} │"


def _curve(view: SweepView, one: Curve, cells: int, rows: int) -> list[Line]:
    side = SIDE if cells >= 80 else NARROW
    asked = Plot(one, cells - side - 1, rows - 1, view.log, view.fits, view.braille)
    picture = [*(_pieces(row) for row in plot(asked)), line(Piece(f" {legend(asked)}", "dim"))]
    return beside(picture, _side(view, one, side, rows), cells - side, (Piece(" "),))


def _pieces(row: list[Cell]) -> Line:
    """Neighbours of one ink as one piece."""
    made: list[Piece] = []
    for cell in row:
        ink = INKS[cell.role]
        if made and made[-1].ink == ink:
            made[-1] = made[-1]._replace(text=made[-1].text + cell.sign)
        else:
            made.append(Piece(cell.sign, ink))
    return tuple(made)


def _side(view: SweepView, one: Curve, cells: int, rows: int) -> list[Line]:
    """The points, the fit, and in tall terminals the leading candidates."""
    table = list(_points(one, cells))
    told = [row for words in fit_words(one) for row in _fitted(words, cells - 1)] if view.fits else []
    side = [*table, BLANK, *told] if len(table) + len(told) < rows else table
    leading = [BLANK, rule("leading", cells - 1), *_leaders(view, cells - 1)]
    return [*side, *leading] if len(side) + len(leading) <= rows else side


def _fitted(words: str, cells: int) -> Iterator[Line]:
    """``Amdahl: 78 % parallel, ceiling 4.6×``: the name, and the rest under one another."""
    name, _, rest = words.partition(": ")
    ink = {"Amdahl": "lane3 bold", "USL": "lane2 bold"}.get(name, "dim")
    for number, part in enumerate(wrap(rest, cells - 7)):
        yield line(Piece(f"{name if number == 0 else '':<7}", ink), Piece(part, "text"))


def _points(one: Curve, cells: int) -> Iterator[Line]:
    width = 8 if cells >= SIDE else 7
    yield line(Piece(f"{'N':>4} {'time':>{width + 1}} {'speed-up':>9} {'eff':>6}", "dim"))
    for point in one.points:
        beyond = one.beyond and point.workers > one.cores
        yield line(
            Piece(f"{point.workers:>4} ", "strong"),
            Piece(f"{duration(point.wall_ns):>{width + 1}} "),
            Piece(f"{ratio(point.speedup):>9} ", "strong"),
            Piece(f"{percent(point.efficiency):>6}", _worth(point.efficiency)),
            Piece(" ▲" if beyond else "", "warn"),
        )


def _worth(share: float) -> str:
    return "good" if share >= 0.8 else "warn" if share >= 0.5 else "dim"


def _leaders(view: SweepView, cells: int, most: int = 6) -> Iterator[Line]:
    inks = lane_inks(tuple(lane.info for lane in view.state.lanes))
    for row in [row for row in view.answer.rows if row.wall][:most]:
        yield line(_mark(row), column(row.candidate.name, cells - 12, inks[row.lane]), _time(row, 9))


def _mark(row: Row) -> Piece:
    sign, ink = MARKS.get(row.status, ("✗", "bad"))
    return Piece(f"{sign} ", ink)


def _time(row: Row, cells: int) -> Piece:
    return column(duration(row.wall.value) if row.wall else "-", cells, right=True)


def _all(view: SweepView, cells: int, rows: int) -> list[Line]:
    """Every candidate, the fastest first; why those without a time have none."""
    if not view.answer.rows:
        return [BLANK, line(Piece("  getting ready", "dim"))]
    inks = lane_inks(tuple(lane.info for lane in view.state.lanes))
    name = min(24, cells // 3)
    titles = f"   {'candidate':<{name}}{'time':>10}{'speed-up':>10}{'eff':>7}{'rounds':>8}"
    drawn = [line(Piece(titles, "dim"))]
    drawn += [_candidate(row, name, inks[row.lane]) for row in view.answer.rows]
    top = min(view.top, max(len(drawn) - rows, 0))
    return [drawn[0], *drawn[1 + top : rows + top]]


def _candidate(row: Row, name: int, ink: str) -> Line:
    head = (Piece(" "), _mark(row), column(row.candidate.name, name, ink))
    if row.wall is None:
        return line(*head, Piece(f"  {row.status}: {row.reason}" if row.reason else "  not yet", "dim"))
    numbers = (
        _time(row, 10),
        column(ratio(row.speedup.value if row.speedup else None), 10, "strong", right=True),
        column(percent(row.efficiency), 7, right=True),
        column(str(row.wall.rounds), 8, "dim", right=True),
    )
    told = f"  {row.status}" if row.status in ("chosen", "tied") and name > MARKED else ""
    bad = f"  {row.status}: {row.reason}" if row.reason else told
    return line(*head, *numbers, Piece(bad, "bad" if row.reason else "gold"))


def _foot(view: SweepView, cells: int) -> list[Line]:
    """The one sentence, what to learn from the curve, and what is under way."""
    most = 4 if cells < WIDE else 6
    rows = [BLANK]
    if view.notice:
        rows += [line(Piece(f" {view.notice}", "warn"))]
    elif not view.over:
        rows += [line(Piece(f" {_under_way(view)}", "dim"))]
    if view.answer.choice is not None:
        so_far = "" if view.over else "So far: "
        rows += [line(" ", row) for row in paragraph(so_far + view.answer.sentence, cells - 2, "strong")]
    one = view.curve
    if one is not None:
        rows += [line(" ", row) for row in paragraph(_learned(one), cells - 2)]
        if one.warning:
            rows += [line(" ", row) for row in paragraph(f"▲ {one.warning}", cells - 2, "warn")]
    if view.over:
        rows += [
            line(" ", row)
            for doubt in view.answer.doubts
            for row in paragraph(f"▲ {doubt}", cells - 2, "warn")
        ]
    return rows[: most + 2]


def _learned(one: Curve) -> str:
    return one.sentence.removesuffix(one.warning).strip()


def _under_way(view: SweepView) -> str:
    """Which heat runs."""
    state = view.state
    lane = state.lane_of(state.running) if state.running is not None else None
    if lane is None or lane.heat is None:
        return "between heats" if state.started_heats else "getting ready"
    round_ = f"round {lane.heat.round}"
    return f"heat {lane.heat.index + 1}, {round_}: {lane.info.name} {lane.status}"
