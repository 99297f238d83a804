"""Following somebody else's race: the race screen, read-only."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gilrace.race.courtesy import Courtesy, pause_s
from gilrace.race.state import fold
from gilrace.tui.screens.race import RaceScreen

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.spectator import Spectator


class WatchScreen(RaceScreen):
    """A race of another process. Its keys are with whoever races."""

    running_keys = ("results", "back")
    over_keys = ("results", "replay", "back")

    def __init__(self, spectator: Spectator) -> None:
        super().__init__(spectator)
        self.spectator = spectator

    def look_on(self) -> None:
        """Look at the race, the less often the more people do and the fewer cores are idle."""
        self.say(f"watching process {self.spectator.show.pid}; nothing here changes its race")
        self.run_worker(self._watch(), exclusive=True)

    def news(self) -> list[Event]:
        """What has happened since the last look, as far as it still shows."""
        return self.spectator.news()

    async def _watch(self) -> None:
        courtesy, fps = Courtesy(), self.home.look.fps("racing")
        while self.racing:
            await asyncio.sleep(pause_s(self.spectator.people, fps))
            if courtesy.may_look(self.spectator.people) or self.spectator.join(0):
                self.poll()
        self.redraw()

    def _end(self) -> None:
        self.state = fold(self.spectator.events())  # what was passed over while it ran, too
        super()._end()

    def _only_the_racer(self) -> None:
        self.say("you are watching: only whoever races can do that")

    def action_pause(self) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_skip(self) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_stop(self) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_again(self) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_together(self) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_rounds(self, by: int) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_workers(self, by: int) -> None:
        """Not a spectator's."""
        self._only_the_racer()

    def action_back(self) -> None:
        """Leave; the race goes on."""
        if not self.home.opening.show_only:
            self.spectator.stop()
            self.home.leave(0)
