"""The live picture on a terminal, redrawn in place at most four times a second.

Nothing but the picture's own lines is moved over: what scrolled by before stays, and the result is
printed below it at the end. The cursor is shown again however the race ends.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from rich.live import Live
from rich.text import Text

from gilrace.analysis.units import ascii_only
from gilrace.console.neutral import neutral
from gilrace.console.output import OutputLines, warns
from gilrace.console.picture import WIDEST, Frame, picture
from gilrace.console.result import result_lines
from gilrace.race.events import Event, HeatEnded, Noted, OutputSeen

if TYPE_CHECKING:
    from rich.console import Console

    from gilrace.analysis.expect import Outcome
    from gilrace.race.state import Lane, RaceState

PERIOD_S = 0.25


class LiveFace:
    """Draws on a rich console that is a terminal. ``clock`` gives seconds; ``result`` = the result, too."""

    def __init__(
        self, console: Console, clock: Callable[[], float] = time.monotonic, result: bool = True
    ) -> None:
        self.console = console
        self._result = result
        self._clock = clock
        self._unicode = console.encoding.lower().startswith("utf")
        self._live = Live(
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
            vertical_overflow="crop",
        )
        self._output = OutputLines()
        self._drawn = -PERIOD_S
        self._shown: Text | None = None

    def open(self) -> None:
        """Hides the cursor and takes the lines at the bottom."""
        self._live.start()

    def stop(self) -> None:
        """Gives the terminal back: cursor shown, the picture's lines cleared. May be called twice."""
        self._live.stop()

    def show(self, event: Event, state: RaceState) -> None:
        """What is worth a line of its own scrolls by above the picture."""
        if isinstance(event, OutputSeen):
            self._above(state.lane_of(event.heat), self._output.add(event))
        elif isinstance(event, Noted):
            if lane := warns(event, state):
                self._above(lane, [event.text])
        elif isinstance(event, HeatEnded):
            ended = state.lane_of(event.heat)
            self._above(ended, self._output.end(event.heat))
            if event.status != "finished":
                self._above(ended, [f"{event.status}: {event.reason}"])

    def wait(self, words: str) -> None:
        """Who races before us, in a line of its own."""
        self._print(f"{words}: waiting (--no-wait races at once and marks it)", "dim")

    def tick(self, state: RaceState) -> None:
        """Redraws when the last picture is old enough. Call as often as is convenient."""
        now = self._clock()
        if now - self._drawn >= PERIOD_S:
            self._drawn = now
            shown = self._picture(state)
            if shown != self._shown:
                self._shown = shown
                self._live.update(shown, refresh=True)

    def close(self, state: RaceState, outcomes: Sequence[Outcome]) -> None:
        """Takes the picture away and prints the result, which stays."""
        self.stop()
        if not self._result or state.opened is None:
            return
        for number, line in enumerate(result_lines(state, outcomes, self._width())):
            self._print(line, "bold" if number == 0 else "")

    def _picture(self, state: RaceState) -> Text:
        return picture(Frame(state, self._width(), self.console.height, self._unicode))

    def _width(self) -> int:
        return max(min(self.console.width, WIDEST), 20)

    def _above(self, lane: Lane | None, lines: Iterable[str]) -> None:
        name = f"{lane.info.letter} {lane.info.name}" if lane else "a lane"
        for line in lines:
            self._print(f"{name} | {line}", "dim")

    def _print(self, line: str, style: str) -> None:
        line = neutral(line)
        text = Text(line if self._unicode else ascii_only(line), style=style)
        self.console.print(text, soft_wrap=True, highlight=False)
