"""The results screen: tabs, the timeline's cursor, exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.analysis.recorded import recorded_outcomes
from gilrace.analysis.verdict import judge
from gilrace.errors import GilraceError
from gilrace.tui import chart
from gilrace.tui.drawings.results import TABS, ResultsView, lowest, results
from gilrace.tui.drawings.timeline import Window
from gilrace.tui.export import export
from gilrace.tui.keys import bindings
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState
    from gilrace.scenario import Scenario
    from gilrace.tui.lines import Line

MOST_ROWS = 8  # workers of a lane in the timeline
CLOSEST = 10  # zoom steps


class ResultsScreen(Drawn):
    """The result of a state, which may be that of a race that still runs."""

    part = "results"
    BINDINGS = bindings("results")

    def __init__(
        self,
        state: RaceState,
        scenario: Scenario | None = None,
        guess: str = "",
        recorded: Sequence[Event] = (),
    ) -> None:
        super().__init__()
        teach = scenario.teach if scenario else None
        self.state = state
        self.recorded = recorded  # empty: the race the app runs or ran
        self.view = ResultsView(
            state,
            judge(state),
            recorded_outcomes(state) if state.closed else (),
            chart.rows(state, MOST_ROWS),
            guess=guess,
            answer=teach.answer if teach else "",
            because=teach.because if teach else _because(state),
        )

    def update_state(self, state: RaceState) -> None:
        """Show a later state of the same race."""
        self.state = state
        outcomes = recorded_outcomes(state) if state.closed else ()
        self._change(state=state, verdict=judge(state), chart=chart.rows(state, MOST_ROWS), outcomes=outcomes)

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The results."""
        return results(replace(self.view, keys=self.keys()), size)

    def _change(self, **changes: object) -> None:
        self.view = replace(self.view, **({"notice": ""} | changes))  # type: ignore[arg-type]
        self.redraw()

    def action_tab(self, name: str) -> None:
        """Another tab."""
        self._change(tab=name, top=0)

    def action_next_tab(self) -> None:
        """The next tab."""
        self._change(tab=TABS[(TABS.index(self.view.tab) + 1) % len(TABS)], top=0)

    def action_cursor(self, by: int) -> None:
        """Move the timeline's cursor by a sixtieth of what is shown."""
        window = self.view.window
        at = min(max(window.cursor + by / 60 / 2**window.zoom, 0.0), 1.0)
        self._change(window=replace(window, cursor=at))

    def action_zoom(self, by: int) -> None:
        """A closer or wider look at the cursor."""
        window = self.view.window
        self._change(window=replace(window, zoom=min(max(window.zoom + by, 0), CLOSEST)))

    def action_move(self, by: int) -> None:
        """Another row of the timeline; in the why tab, another line."""
        if self.view.tab == "why":
            lowest_top = lowest(self.view, (self.size.width, self.size.height))
            self._change(top=min(max(self.view.top + by, 0), lowest_top))
            return
        row = min(max(self.view.window.row + by, 0), max(len(self.view.chart) - 1, 0))
        self._change(window=Window(self.view.window.zoom, self.view.window.cursor, row))

    def action_replay(self) -> None:
        """All lanes on one clock."""
        if self.state.closed and self._events():
            self.home.replay(self._events())
        else:
            self._change(notice="the replay is ready when the race is over")

    def action_again(self) -> None:
        """The same race again."""
        self.home.again()

    def _events(self) -> Sequence[Event]:
        return self.recorded or (self.home.source.events() if self.home.source else ())

    def action_export(self) -> None:
        """Save the recording and every report there is into this folder."""
        try:
            folder = export(self._events())
        except GilraceError as error:
            self._change(notice=error.message)
        else:
            self._change(notice=f"saved the recording and every report in {folder.name}/")


def _because(state: RaceState) -> str:
    """The explanation that a recording carries; empty when there is none."""
    teach = state.opened.scenario.get("teach") if state.opened else None
    return str(teach.get("because", "")) if isinstance(teach, Mapping) else ""
