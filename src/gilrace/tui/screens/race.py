"""Watching a race: polls its events a few times a second, and draws what changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gilrace.analysis.commentary import commentary
from gilrace.analysis.verdict import Verdict, judge
from gilrace.race.events import HeatEnded, RaceClosed
from gilrace.race.state import RaceState, fold
from gilrace.tui.changing import words
from gilrace.tui.drawings.race import RaceView, race
from gilrace.tui.keys import bindings
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.tui.lines import Line
    from gilrace.tui.source import RaceSource

RUNNING_KEYS = ("pause", "skip", "stop", "together", "results", "back")
OVER_KEYS = ("results", "replay", "again", "together", "back")


class RaceScreen(Drawn):
    """One race, while it runs and after. ``over`` is told once when it has ended."""

    part = "race"
    BINDINGS = bindings("race")
    running_keys: tuple[str, ...] = RUNNING_KEYS
    over_keys: tuple[str, ...] = OVER_KEYS

    def __init__(
        self, source: RaceSource, over: Callable[[RaceState, Verdict], None] = lambda *_: None
    ) -> None:
        super().__init__()
        self.source = source
        self.state = RaceState()
        self.verdict: Verdict | None = None
        self.back = 0
        self._seen = 0
        self._queued = ""
        self._over = over
        self._reasons: tuple[int, dict[str, str]] = (-1, {})

    def on_mount(self) -> None:
        """Look at the race from now on."""
        self.poll()
        self.look_on()

    def look_on(self) -> None:
        """Look at the race a few times a second."""
        self.set_interval(1 / self.home.look.fps("racing"), self.poll)

    def news(self) -> list[Event]:
        """What has happened since the last look."""
        fresh = self.source.events(self._seen)
        self._seen += len(fresh)
        return fresh

    def poll(self) -> None:
        """Take what has happened since the last look."""
        going = self.source.running
        fresh = self.news()
        moved = self.source.waiting != self._queued
        self._queued = self.source.waiting
        self.state = fold(fresh, self.state)
        if not going and self.verdict is None:
            self._end()
        if any(isinstance(event, HeatEnded | RaceClosed) for event in fresh):
            self.home.results_changed(self.state)
        if self.is_current and (fresh or moved or self.verdict is not None):
            self.redraw()

    def _end(self) -> None:
        problem = self.source.error or self.source.crash
        if problem is not None:
            self.notice = str(problem).replace("\n", " ") or type(problem).__name__
        self.verdict = judge(self.state)
        self._over(self.state, self.verdict)

    @property
    def racing(self) -> bool:
        """Whether the race goes on."""
        return self.verdict is None

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The race as it stands."""
        return race(
            RaceView(
                self.state,
                commentary=self._commentary(),
                reasons=self._whys(),
                verdict=self.verdict,
                paused=self.racing and self.source.paused,
                notice=self.notice,
                queued=self._queued,
                wanted=words(self.home.wanted, self.home.opening.cores) if self.home.wanted else "",
                back=self.back,
                keys=self.keys(*(self.running_keys if self.racing else self.over_keys)),
            ),
            size,
        )

    def _commentary(self) -> str:
        if self.verdict is not None and self.verdict.ranked:
            return self.verdict.headline
        return commentary(self.state)

    def _whys(self) -> dict[str, str]:
        """The reasons, worked out anew only after a heat has ended."""
        ended = sum(len(lane.past) for lane in self.state.lanes)
        if ended != self._reasons[0]:
            verdict = self.verdict or judge(self.state)
            self._reasons = ended, {s.lane.id: s.why.text for s in verdict.standings if s.why.text}
        return self._reasons[1]

    def action_pause(self) -> None:
        """Pause before the next heat, or go on."""
        if not self.racing:
            return
        if self.source.paused:
            self.source.resume()
            self.say("")
        else:
            self.source.pause()
            self.say("pauses before the next heat: a running heat is never disturbed")

    def action_skip(self) -> None:
        """End this heat."""
        if self.racing:
            self.say("both races will disturb each other" if self._queued else "this heat is skipped")
            self.source.skip()

    def action_stop(self) -> None:
        """End the race; what was measured stays."""
        if self.racing:
            self.source.stop()
            self.say("stopping: what was measured stays")

    def action_scroll_log(self, by: int) -> None:
        """Look at earlier or later events."""
        self.back = min(max(self.back + by, 0), max(len(self.state.log) - 3, 0))
        self.redraw()

    def action_results(self) -> None:
        """The results so far."""
        if any(lane.past for lane in self.state.lanes):
            self.home.results(self.state)
        else:
            self.say("no heat has ended yet")

    def action_replay(self) -> None:
        """All lanes on one clock, once the race is over."""
        if self.racing:
            self.say("the replay is ready when the race is over")
        else:
            self.home.replay(self.source.events())

    def action_again(self) -> None:
        """The same race again, once it is over; with other workers or rounds, at once."""
        if self.racing and self.home.wanted is None:
            self.say("the race goes on: x stops it")
        else:
            self.home.again()

    def action_together(self) -> None:
        """Start again in the other mode."""
        self.home.again(other_mode=True)

    def action_rounds(self, by: int) -> None:
        """More or fewer rounds in the next race."""
        self._wanted(self.home.change(rounds=by))

    def action_workers(self, by: int) -> None:
        """More or fewer workers in the next race."""
        self._wanted(self.home.change(workers=by))

    def _wanted(self, words: str) -> None:
        if words:
            self.say(f"the next race: {words} · a starts it" if self.home.wanted else "as this race is")

    def action_back(self) -> None:
        """Stop the race and leave it."""
        if self.racing:
            self.source.stop()
        self.home.go_back()
