"""A recording on one clock, or as it was run. Nothing is running while it is shown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from gilrace.analysis.commentary import commentary
from gilrace.analysis.verdict import Verdict, judge
from gilrace.race.stored import folded
from gilrace.tui import one_clock
from gilrace.tui.comparing import headline
from gilrace.tui.drawings.race import RaceView, race
from gilrace.tui.drawings.scrub import scrub
from gilrace.tui.keys import bindings
from gilrace.tui.playing import Playing
from gilrace.tui.rewinding import Rewind
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState
    from gilrace.tui.lines import Line

STEPS = 60  # arrow keys from start to end


class ReplayScreen(Drawn):
    """One recording, or two side by side."""

    part = "replay"
    BINDINGS = bindings("replay")

    def __init__(self, *recordings: Sequence[Event]) -> None:
        super().__init__()
        self.events = recordings[0]
        alone, *others = (folded(recording) for recording in recordings)
        whole = alone
        for other in others:
            whole = one_clock.side_by_side(whole, other)
        self.whole = whole
        self.verdict = Verdict(headline=headline(alone, others[0])) if others else judge(whole)
        self.one_clock = True
        self.playing = Playing(one_clock.length_ns(whole))
        self._last = 0
        self._as_run = Rewind(recordings[0])

    def on_mount(self) -> None:
        """Let time pass."""
        self._last = time.monotonic_ns()
        self.set_interval(1 / self.home.look.fps("replay"), self.tick)

    def tick(self) -> None:
        """Move on by the time that has passed since the last look."""
        now = time.monotonic_ns()
        passed, self._last = now - self._last, now
        if self.playing.playing and self.is_current:
            self._go(self.playing.after(passed))

    def _go(self, playing: Playing) -> None:
        self.playing = playing
        self.redraw()

    def state(self) -> RaceState:
        """What the replay shows now."""
        if self.one_clock:
            return one_clock.at(self.whole, self.playing.t)
        return self._as_run.at(self.playing.t)

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The race at the replay's moment, and the scrub bar."""
        state = self.state()
        over = bool(state.closed)
        said = (
            self.verdict.headline if over else one_clock.told(state) if self.one_clock else commentary(state)
        )
        return race(
            RaceView(
                state,
                commentary=said,
                verdict=self.verdict if over else None,
                replay=f"{self.playing.speed:g}×" + ("" if self.playing.playing else " stopped"),
                side_by_side=self.one_clock,
                keys=self.keys(),
                foot=(scrub(self.playing, self._moments(), size[0]),),
            ),
            size,
        )

    def _moments(self) -> list[int]:
        if self.one_clock:
            return one_clock.moments(self.whole)
        return self._starts

    @cached_property
    def _starts(self) -> list[int]:
        return sorted(heat.started for lane in self.whole.lanes for heat in lane.past)

    def action_play(self) -> None:
        """Stop, or go on."""
        self._go(self.playing.toggled())

    def action_seek(self, by: int) -> None:
        """A sixtieth of the whole earlier or later."""
        self._go(self.playing.seek(by * self.playing.length // STEPS))

    def action_jump(self, way: int) -> None:
        """To the next event, or the one before."""
        self._go(self.playing.jump(self._moments(), way))

    def action_faster(self, way: int) -> None:
        """Another speed."""
        self._go(self.playing.faster(way))

    def action_order(self) -> None:
        """All lanes on one clock, or the race as it was run."""
        self.one_clock = not self.one_clock
        length = one_clock.length_ns(self.whole) if self.one_clock else self.whole.t
        self._go(replace(self.playing, length=length, t=0, playing=True))

    def action_results(self) -> None:
        """The result of the recording."""
        self.home.results(self.whole, self.events)
