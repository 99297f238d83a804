"""A race as its watchers hold it: running in a thread of its own, read from any other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.own import trust
from gilrace.race.control import Control
from gilrace.race.gallery import Gallery
from gilrace.race.plan import Options
from gilrace.race.preparing import prepared
from gilrace.race.recording import Recording
from gilrace.race.referee import Referee
from gilrace.race.scratch import scratch
from gilrace.race.turns import Turn

if TYPE_CHECKING:
    from pathlib import Path

    from gilrace.race.events import Event
    from gilrace.scenario import Scenario

QUEUE_S = 0.1  # between two looks whether it is our turn


class RaceSession:
    """One race. `start` it, read `events` as they come, `stop` and `join` it.

    The race itself runs in child processes; the thread here only listens and samples.
    """

    def __init__(self, scenario: Scenario, options: Options | None = None) -> None:
        self.scenario = scenario
        self.options = options or Options()
        self.error: GilraceError | None = None
        self.crash: BaseException | None = None  # a fault of gilrace's own
        self.waiting = ""  # who races instead, while this race waits for its turn
        self._control = Control()
        self._recording = Recording(self.options.record)
        self._thread = threading.Thread(target=self._run, name="referee", daemon=True)

    def start(self) -> None:
        """Begin. Returns at once."""
        self._thread.start()

    def run(self) -> None:
        """Begin and end, in the calling thread. Raises what stopped the race."""
        self._run()
        if self.crash is not None:
            raise self.crash
        if self.error is not None:
            raise self.error

    @property
    def running(self) -> bool:
        """Whether the race goes on."""
        return self._thread.is_alive()

    def events(self, since: int = 0) -> list[Event]:
        """Events number ``since`` and later."""
        return self._recording.events[since:]

    @property
    def paused(self) -> bool:
        """Whether the next heat waits for `resume`."""
        return self._control.paused

    def pause(self) -> None:
        """Wait before the next heat."""
        self._control.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        self._control.resume()

    def skip(self) -> None:
        """End the running heat and go on; while this race waits for its turn, begin without it."""
        self._control.skip()

    def stop(self) -> None:
        """End the race; what was measured stays. Also from a signal handler, also after the end."""
        self._control.stop()

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the end; True when it came in time."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _turn(self) -> Turn:
        def told(words: str) -> None:
            self.waiting = words

        return Turn(
            self.scenario.name,
            impatient=lambda: self._control.impatient or not self.options.wait,
            tell=told,
            nap=lambda: self._control.nap(QUEUE_S),
        )

    def _gallery(self, folder: Path) -> Gallery:
        return Gallery(folder, self.scenario.name, self._recording)

    def _race(self, folder: Path, turn: Turn) -> None:
        self._control.skipping = False
        with prepared(self.scenario, folder) as race:
            Referee(self.scenario, race, self._recording, self._control, self.options, turn).run()

    def _run(self) -> None:
        try:
            (trust.forbid if self.options.trusted else trust.require)(self.scenario)
            with scratch() as folder, self._gallery(folder), self._turn() as turn:
                if not self._control.stopped:
                    self._race(folder, turn)
        except GilraceError as error:
            self.error = error
        except BaseException as error:  # noqa: BLE001 - told to the watchers, who run in another thread
            self.crash = error
        finally:
            self._recording.close()
            self._control.close()
