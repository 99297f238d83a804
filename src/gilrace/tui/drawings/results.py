"""The results: podium, verdict, speed-ups, why, timeline. One page where it fits, else tabs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.drawings.podium import CELLS as PODIUM
from gilrace.tui.drawings.podium import podium, words
from gilrace.tui.drawings.race import KINDS
from gilrace.tui.drawings.speedups import speedups
from gilrace.tui.drawings.timeline import Window, timeline
from gilrace.tui.drawings.why import caveats, expectations, reasons, why_table
from gilrace.tui.lines import BLANK, Line, Piece, beside, line, paragraph, rule
from gilrace.tui.standing import lane_inks

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.verdict import Verdict
    from gilrace.race.state import RaceState
    from gilrace.tui.chart import Row

TABS = ("summary", "timeline", "why")
WIDE, TALL = 110, 36
LEAST_SAID, MOST_SAID = 5, 8  # lines of the verdict in words


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
    return header(name, about, line(Piece(f"{title}{so_far}", "headgold")), cells)


def _summary(view: ResultsView, cells: int, rows: int) -> list[Line]:
    inks = lane_inks(tuple(lane.info for lane in view.state.lanes))
    wide = cells >= WIDE and rows >= TALL - 2
    bars = [BLANK, *speedups(view.state, view.verdict, inks, cells)]
    table = [BLANK, *why_table(view.state, view.verdict, inks, cells)]
    guessed = _guess(view)
    free = rows - len(bars) - len(guessed)
    beneath = table if free - len(table) >= LEAST_SAID else []
    drawn = [*_verdict(view, inks, cells, min(free - len(beneath), MOST_SAID)), *guessed, *bars, *beneath]
    if wide and rows - len(drawn) >= 11:
        room = rows - len(drawn) - 2
        chart = timeline(_few(view.chart), view.window, cells, room, pointing=False)
        drawn += [BLANK, rule("timeline", cells), *chart]
    return drawn


def _verdict(view: ResultsView, inks: Mapping[str, str], cells: int, rows: int) -> list[Line]:
    """The podium with the sentences beside it; the sentences alone where there is no room for it."""
    steps = podium(view.verdict, inks)
    if not steps or rows < len(steps):
        return [line(" ", row) for row in words(view.verdict, cells - 2, rows)]
    return beside(steps, words(view.verdict, cells - PODIUM - 3, rows), PODIUM, (Piece("  "),))


def _few(chart: Sequence[Row]) -> list[Row]:
    """The first two workers of each lane."""
    return [row for row in chart if row.worker < 2]


def _guess(view: ResultsView) -> list[Line]:
    if not view.answer or not view.guess or not view.verdict.complete:
        return []
    right = view.guess == view.answer
    sign = Piece("✓ you guessed right: ", "good") if right else Piece("✗ you guessed ", "warn")
    rest = Piece("" if right else f"; it is: {view.answer}", "text")
    return [BLANK, line(" ", sign, Piece(view.guess, "strong"), rest)]


def _why(view: ResultsView, cells: int, rows: int) -> list[Line]:
    inks = lane_inks(tuple(lane.info for lane in view.state.lanes))
    drawn = [*why_table(view.state, view.verdict, inks, cells), BLANK, *reasons(view.verdict, inks, cells)]
    if view.because:
        drawn += [
            BLANK,
            rule("because", cells),
            *[line(" ", row) for row in paragraph(view.because, cells - 2)],
        ]
    drawn += expectations(view.outcomes, cells)
    doubts = caveats(view.verdict, cells)
    drawn += [BLANK, rule("keep in mind", cells), *doubts] if doubts else []
    top = min(view.top, max(len(drawn) - rows, 0))
    return drawn[top:]


def _timeline(view: ResultsView, cells: int, rows: int) -> list[Line]:
    return timeline(view.chart, view.window, cells, rows)


_TABS = {"summary": _summary, "timeline": _timeline, "why": _why}
