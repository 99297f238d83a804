"""Watching a sweep: polls its events, asks for the answer after each heat, and draws it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.race.events import HeatEnded, RaceClosed
from gilrace.race.state import RaceState, fold
from gilrace.sweep.answer import Answer, answer
from gilrace.sweep.grid import Grid
from gilrace.tui.drawings.sweep import SweepView, sweep
from gilrace.tui.export import export
from gilrace.tui.keys import bindings
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.tui.lines import Line
    from gilrace.tui.source import RaceSource

RUNNING_KEYS = ("stop", "tab", "log", "fits", "more", "back")
OVER_KEYS = ("tab", "log", "fits", "more", "export", "results", "back")
FAR = 16  # workers from which a logarithmic axis shows more


class SweepScreen(Drawn):
    """One sweep, while it runs and after. ``more`` starts another one, over a grid of its own."""

    part = "sweep"
    BINDINGS = bindings("sweep")

    def __init__(
        self,
        source: RaceSource,
        budget_s: float,
        more: Callable[[Grid], object] = lambda _: None,
        over: Callable[[], object] = lambda: None,
    ) -> None:
        super().__init__()
        self.source = source
        self.state = RaceState()
        self.answer = Answer()
        self.budget_s = budget_s
        self.ended = False
        self.tab: int | None = None  # None: the curve that the answer points at
        self.top = 0
        self.log_axis: bool | None = None  # None: as far as the curve goes
        self.fits = True
        self._seen = 0
        self._waiting = ""  # who races instead, as last drawn
        self._more = more
        self._over = over

    def on_mount(self) -> None:
        """Look at the sweep a few times a second."""
        self.poll()
        self.set_interval(1 / self.home.look.fps("racing"), self.poll)

    def poll(self) -> None:
        """Take what has happened since the last look."""
        going = self.source.running
        fresh = self.source.events(self._seen)
        self._seen += len(fresh)
        self.state = fold(fresh, self.state)
        if any(isinstance(event, HeatEnded | RaceClosed) for event in fresh):
            self.answer = answer(self.state)
        if not going and not self.ended:
            self._end()
        told, self._waiting = self._waiting, self.source.waiting
        if self.is_current and (fresh or self.ended or told != self._waiting):
            self.redraw()

    def _end(self) -> None:
        self.ended = True
        problem = self.source.error or self.source.crash
        if problem is not None:
            self.notice = str(problem).replace("\n", " ") or type(problem).__name__
        self._over()

    def view(self) -> SweepView:
        """What is drawn."""
        made = SweepView(
            self.state,
            self.answer,
            tab=self._tab(),
            budget_s=self.budget_s,
            fits=self.fits,
            braille=self.home.look.glyphs == "full",
            over=self.ended,
            notice=self.notice or self.source.waiting,
            top=self.top,
            keys=self.keys(*(OVER_KEYS if self.ended else RUNNING_KEYS)),
        )
        one = made.curve
        far = one is not None and one.points[-1].workers >= FAR
        return replace(made, log=far if self.log_axis is None else self.log_axis)

    def _tab(self) -> int:
        if self.tab is not None:
            return self.tab
        one = self.answer.curve
        return self.answer.curves.index(one) if one is not None else 0

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The sweep as it stands."""
        return sweep(self.view(), size)

    def action_stop(self) -> None:
        """End the sweep; what was measured stays."""
        if not self.ended:
            self.source.stop()
            self.say("stopping: what was measured stays")

    def action_tab(self) -> None:
        """The next curve; after the last, all candidates."""
        self.tab, self.top = (self._tab() + 1) % (len(self.answer.curves) + 1), 0
        self.redraw()

    def action_move(self, by: int) -> None:
        """Scroll the candidates."""
        self.top = min(max(self.top + by, 0), len(self.answer.rows))
        self.redraw()

    def action_log(self) -> None:
        """A logarithmic axis, or a straight one."""
        self.log_axis = not self.view().log
        self.redraw()

    def action_fits(self) -> None:
        """Show the laws, or the points alone."""
        self.fits = not self.fits
        self.redraw()

    def action_more(self) -> None:
        """Sweep this strategy again, and twice as far."""
        one = self.view().curve
        if not self.ended:
            self.say("the sweep goes on: space stops it")
        elif one is None:
            self.say("tab shows a curve: more of which?")
        else:
            counts = tuple(point.workers for point in one.points)
            self._more(Grid((one.strategy,), (*counts, 2 * counts[-1]), (None,)))

    def action_results(self) -> None:
        """All candidates as the lanes of a race."""
        if any(lane.past for lane in self.state.lanes):
            self.home.results(self.state, tuple(self.source.events()))
        else:
            self.say("no heat has ended yet")

    def action_export(self) -> None:
        """Save the recording and every report there is into this folder."""
        try:
            folder = export(self.source.events())
        except GilraceError as error:
            self.say(error.message)
        else:
            self.say(f"saved the recording and every report in {folder.name}/")

    def action_back(self) -> None:
        """Stop the sweep and leave it."""
        if not self.ended:
            self.source.stop()
        self.home.go_back()
