"""A recording as it was at any moment: folded forward from the nearest state that is remembered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.race.events import Spans
from gilrace.race.state import RaceState, advance

if TYPE_CHECKING:
    from gilrace.race.events import Event

MOST = 64  # states remembered
FIRST_STEP = 256  # events between two of them, at first


class Rewind:
    """Goes through a recording in both directions. Spans are left out: they tell of heats that are over."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events
        self._step = FIRST_STEP
        self._known: list[tuple[int, int, RaceState]] = [(0, -1, RaceState())]  # (events, latest t, state)
        self._last = self._known[0]
        self._ahead: Event | None = None  # the event behind the latest state, read but not yet due

    def at(self, t: int) -> RaceState:
        """The state after all events up to a time, in ns of the race's clock."""
        if t < self._last[1]:
            self._last, self._ahead = self._before(t), None
        seen, latest, state = self._last
        while seen < len(self._events):
            event = self._ahead or self._events[seen]
            self._ahead = event if event.t > t else None
            if self._ahead is not None:
                break
            seen, latest = seen + 1, max(latest, event.t)
            state = state if isinstance(event, Spans) else advance(state, event)
            self._remember(seen, latest, state)
        self._last = (seen, latest, state)
        return state

    def _before(self, t: int) -> tuple[int, int, RaceState]:
        return self._known[max(bisect_right(self._known, t, key=lambda one: one[1]) - 1, 0)]

    def _remember(self, seen: int, latest: int, state: RaceState) -> None:
        if seen < self._known[-1][0] + self._step:
            return
        self._known.append((seen, latest, state))
        if len(self._known) > MOST:
            del self._known[1::2]
            self._step *= 2
