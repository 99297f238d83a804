"""Recordings as sequences of events: small ones in memory, large ones left on disk."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import overload

from gilrace.errors import RecordingError
from gilrace.race.events import Event
from gilrace.race.recording import event_of, placed, read
from gilrace.race.state import RaceState, fold

LARGE_BYTES = 16_000_000  # some 120 MB of events


class Stored(Sequence[Event]):
    """A recording on disk. An event is read whenever it is asked for; in memory are only their places.

    Raises RecordingError, now or later, for what is no recording.
    """

    def __init__(self, path: Path, watch: Callable[[int], None] | None = None) -> None:
        self._path = path
        self._places = array("Q")
        self._fd = -1
        try:
            self._fd = os.open(path, os.O_RDONLY)
            with open(self._fd, "rb", closefd=False) as file:
                self.whole = fold(self._noted(placed(path, file, watch)))  # the state after the last event
            self._places.append(os.fstat(self._fd).st_size)
        except OSError as error:
            raise RecordingError(f"cannot read {path}: {error.strerror or error}") from error

    def _noted(self, found: Iterator[tuple[int, Event]]) -> Iterator[Event]:
        for place, event in found:
            self._places.append(place)
            yield event

    def __del__(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)

    def __len__(self) -> int:
        return len(self._places) - 1

    @overload
    def __getitem__(self, index: int) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> list[Event]: ...

    def __getitem__(self, index: int | slice) -> Event | list[Event]:
        numbers = range(len(self))[index]
        return self._event(numbers) if isinstance(numbers, int) else [self._event(k) for k in numbers]

    def _event(self, number: int) -> Event:
        place = self._places[number]
        try:
            line = os.pread(self._fd, self._places[number + 1] - place, place).partition(b"\n")[0]
            event = event_of(line)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise RecordingError(f"{self._path} has changed since it was opened") from error
        if event is None:
            raise RecordingError(f"{self._path} has changed since it was opened")
        return event


def load(path: Path, watch: Callable[[int], None] | None = None) -> Sequence[Event]:
    """The events of a recording's file; ``watch`` as in `read`. Raises RecordingError."""
    try:
        large = path.stat().st_size > LARGE_BYTES
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror or error}") from error
    return Stored(path, watch) if large else list(read(path, watch))


def folded(events: Sequence[Event]) -> RaceState:
    """The state after all of them."""
    return events.whole if isinstance(events, Stored) else fold(events)
