"""The results: podium, verdict, speed-ups, why, timeline. One page where it fits, else tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.drawings.podium import CELLS as PODIUM
from gilrace.tui.drawings.podium import podium, words
from gilrace.tui.drawings.race import KINDS
from gilrace.tui.drawings.speedups import speedups
from gilrace.tui.drawings.timeline import EDGES as TIMELINE_EDGES
from gilrace.tui.drawings.timeline import Window, timeline
from gilrace.tui.drawings.why import changes, doubts, expectations, reasons, why_table
from gilrace.tui.lines import BLANK, Line, Piece, beside, line, paragraph, rule, scrolled
from gilrace.tui.standing import lane_inks

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.verdict import Verdict
    from gilrace.race.state import RaceState
    from gilrace.tui.chart import Row

TABS = ("summary", "timeline", "why")
WIDE, TALL = 110, 36
HEADLINE, LEAST_SAID, MOST_SAID = 2, 5, 8  # lines of the verdict in words


@dataclass(frozen=True)
class ResultsView:
    """What the results screen shows."""

    state: RaceState
    verdict: Verdict
    outcomes: tuple[Outcome, ...] = ()
    chart: Sequence[Row] = ()
    tab: str = "summary"
    window: Window = field(default_factory=Window)
    guess: str = ""
    answer: str = ""
    because: str = ""
    top: int = 0  # first line of the why tab
    notice: str = ""
    keys: tuple[Key, ...] = ()


def results(view: ResultsView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    body = _TABS[view.tab](view, cells, rows - 2)
    if view.notice:
        body = [line(Piece(f"  {view.notice}", "warn")), *body]
    return framed(_top(view, cells), body, view.keys, size)


def _top(view: ResultsView, cells: int) -> Line:
    opened = view.state.opened
    name = opened.name if opened else "gilrace"
    about = f"{KINDS.get(opened.work, opened.work)} · {opened.items} items" if opened else ""
    title = {"summary": "RESULTS", "timeline": "TIMELINE", "why": "WHY"}[view.tab]
    so_far = "" if view.verdict.complete else " so far"
    doubted = len(view.verdict.caveats) if view.tab != "why" else 0
    mark = f"▲ {units.count(doubted, 'doubt')}, see 3   " if doubted else ""
    return header(name, about, line(Piece(mark, "headwarn"), Piece(f"{title}{so_far}", "headgold")), cells)


def _summary(view: ResultsView, cells: int, rows: int) -> list[Line]:
    inks = lane_inks(tuple(lane.info for lane in view.state.lanes))
    wide = cells >= WIDE and rows >= TALL - 2
    guessed = _guess(view)
    bars = [BLANK, *speedups(view.state, view.verdict, inks, cells, rows - HEADLINE - len(guessed) - 1)]
    table = [BLANK, *why_table(view.state, view.verdict, inks, cells)]
    free = rows - len(bars) - len(guessed)
    beneath = table if free - len(table) >= LEAST_SAID else []
    drawn = [*_verdict(view, inks, cells, min(free - len(beneath), MOST_SAID)), *guessed, *bars, *beneath]
    if wide and rows - len(drawn) >= 11:
        room = rows - len(drawn) - 2
        chart = timeline(_few(view.chart, room), view.window, cells, room, pointing=False)
        drawn += [BLANK, rule("timeline", cells), *chart]
    return drawn


def _verdict(view: ResultsView, inks: Mapping[str, str], cells: int, rows: int) -> list[Line]:
    """The podium with the sentences beside it; the sentences alone where there is no room for it."""
    steps = podium(view.verdict, inks)
    if not steps or rows < len(steps):
        return [line(" ", row) for row in words(view.verdict, cells - 2, rows)]
    return beside(steps, words(view.verdict, cells - PODIUM - 3, rows), PODIUM, (Piece("  "),))


def _few(chart: Sequence[Row], room: int) -> list[Row]:
    """The first worker of each lane, and as many second ones as fit: those that waited for the GIL first."""
    firsts = [k for k, row in enumerate(chart) if row.worker == 0]
    seconds = [k for k, row in enumerate(chart) if row.worker == 1]
    seconds.sort(key=lambda k: not chart[k].waited_for_gil)
    kept = {*firsts, *seconds[: max(room - TIMELINE_EDGES - len(firsts), 0)]}
    return [row for k, row in enumerate(chart) if k in kept]


def _guess(view: ResultsView) -> list[Line]:
    if not view.answer or not view.guess or not view.verdict.complete:
        return []
    right = view.guess == view.answer
    sign = Piece("✓ you guessed right: ", "good") if right else Piece("✗ you guessed ", "warn")
    rest = Piece("" if right else f"; it is: {view.answer}", "text")
    return [BLANK, line(" ", sign, Piece(view.guess, "strong"), rest)]


def lowest(view: ResultsView, size: tuple[int, int]) -> int:
    """How far down the why tab can be scrolled at that size."""
    return max(len(_reasoned(view, size[0])) - (size[1] - 2), 0)


def _why(view: ResultsView, cells: int, rows: int) -> list[Line]:
    return scrolled(_reasoned(view, cells), view.top, rows)


def _reasoned(view: ResultsView, cells: int) -> list[Line]:
    inks = lane_inks(tuple(lane.info for lane in view.state.lanes))
    drawn = [*why_table(view.state, view.verdict, inks, cells), BLANK, *reasons(view.verdict, inks, cells)]
    if view.because:
        drawn += [
            BLANK,
            rule("because", cells),
            *[line(" ", row) for row in paragraph(view.because, cells - 2)],
        ]
    drawn += changes(view.verdict, cells)
    drawn += expectations(view.outcomes, cells)
    return [*drawn, *doubts(view.verdict, cells)]


def _timeline(view: ResultsView, cells: int, rows: int) -> list[Line]:
    return timeline(view.chart, view.window, cells, rows)


_TABS = {"summary": _summary, "timeline": _timeline, "why": _why}
