"""Where a race screen gets its events: a race that runs, or a list that stands in for one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gilrace.race.events import Event, HeatStarted

if TYPE_CHECKING:
    from gilrace.errors import GilraceError


class RaceSource(Protocol):
    """What the race screen asks of `gilrace.race.session.RaceSession`."""

    error: GilraceError | None
    crash: BaseException | None
    waiting: str

    def start(self) -> None: ...
    def events(self, since: int = 0) -> list[Event]: ...
    @property
    def running(self) -> bool: ...
    @property
    def paused(self) -> bool: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def skip(self) -> None: ...
    def stop(self) -> None: ...
    def join(self, timeout_s: float | None = None) -> bool: ...


class CannedSource:
    """Plays a list of events as a race would, as far as `feed` lets it."""

    def __init__(self, events: Sequence[Event], shown: int = 0) -> None:
        self.error: GilraceError | None = None
        self.crash: BaseException | None = None
        self.waiting = ""  # who races before it
        self.asked: list[str] = []
        self._events = list(events)
        self._shown = shown
        self._paused = False

    def feed(self, count: int | None = None) -> None:
        """Let the next ``count`` events happen; all that are left without a count."""
        self._shown = len(self._events) if count is None else min(self._shown + count, len(self._events))

    def feed_heat(self) -> None:
        """Let everything happen up to the start of the next heat."""
        starts = (
            k for k in range(self._shown + 1, len(self._events)) if isinstance(self._events[k], HeatStarted)
        )
        self._shown = next(starts, len(self._events))

    def start(self) -> None:
        """Nothing to start."""
        self.asked.append("start")

    def events(self, since: int = 0) -> list[Event]:
        """Events number ``since`` and later, as far as they have happened."""
        return self._events[since : self._shown]

    @property
    def running(self) -> bool:
        """Whether there is more to come."""
        return self._shown < len(self._events) and "stop" not in self.asked

    @property
    def paused(self) -> bool:
        """Whether a pause was asked for."""
        return self._paused

    def pause(self) -> None:
        """Note it."""
        self._paused = True

    def resume(self) -> None:
        """Note it."""
        self._paused = False

    def skip(self) -> None:
        """Note it."""
        self.asked.append("skip")

    def stop(self) -> None:
        """Note it; nothing more happens."""
        self.asked.append("stop")

    def join(self, timeout_s: float | None = None) -> bool:
        """Always over."""
        return True
