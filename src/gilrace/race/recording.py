"""The append-only recording: JSON Lines, one event a line, readable after a truncated last line."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO

from gilrace import safety
from gilrace.errors import InputError, RecordingError
from gilrace.race.events import FORMAT, Event, HeatStarted, RaceOpened, Spans, from_record, to_line

COLUMNS = ("worker", "first", "count", "start", "end")  # of spans
LONGEST_LINE = 64 * 1024 * 1024


class Recording:
    """Events so far, in memory and, where a path is given, in a file.

    A file that can no longer be written (a full disk) does not stop the race: ``problem`` then says what
    happened, and the events stay in memory.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.events: list[Event] = []
        self.problem = ""
        self.path = path
        self._file = _open(path) if path else None
        self._copy: Copy | None = None
        self._writing = threading.Lock()

    def append(self, event: Event) -> None:
        """Keep an event; on disk before this returns (in the system's cache, as after `flush`)."""
        with self._writing:
            self.events.append(event)
            if self._copy is not None:
                self._copy.write([event])
        if self._file is None:
            return
        try:
            self._file.write(to_line(event) + "\n")
            self._file.flush()
        except OSError as error:
            self.problem = f"the recording {self.path} ends early: {error.strerror or error}"
            self._close_file()

    def shared(self) -> int:
        """A descriptor to hand to others, for reading along; `close` closes it. Raises OSError."""
        with self._writing:
            if self._copy is None:
                self._copy = Copy()
                self._copy.write(self.events)
            return self._copy.reader

    def close(self) -> None:
        """Close the files; the events stay."""
        self._close_file()
        with self._writing:
            copy, self._copy = self._copy, None
        if copy is not None:
            copy.close()

    def _close_file(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self.problem = (
                    self.problem or f"the recording {self.path} ends early: {error.strerror or error}"
                )


class Copy:
    """The recording in a file without a name, for as long as somebody reads it."""

    def __init__(self) -> None:
        with tempfile.NamedTemporaryFile(prefix="gilrace-", delete=False) as named:
            self._file = open(named.name, "ab", buffering=0)  # noqa: SIM115 - closed in `close`
            self.reader = os.open(named.name, os.O_RDONLY)
            Path(named.name).unlink()

    def write(self, events: Sequence[Event]) -> None:
        """Append; on a full disk the readers see no more, and the race goes on."""
        with contextlib.suppress(OSError):
            self._file.write("".join(to_line(event) + "\n" for event in events).encode())

    def close(self) -> None:
        """Readers keep what they have."""
        self._file.close()
        os.close(self.reader)


def _open(path: Path) -> IO[str]:
    safety.refuse("no recording is written to a file")
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write the recording {path}: {error.strerror or error}",
            advice="Name a file in a folder you may write to.",
        ) from error


def read(path: Path, watch: Callable[[int], None] | None = None) -> Iterator[Event]:
    """The events of a recording, in order; ``watch`` is told the bytes of each line. Raises RecordingError.

    A last line that was cut short is left out; anything else that is not an event is an error with
    its line number.
    """
    try:
        with path.open("rb") as file:
            for _, event in placed(path, file, watch):
                yield event
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror or error}") from error


def placed(
    path: Path, file: IO[bytes], watch: Callable[[int], None] | None = None
) -> Iterator[tuple[int, Event]]:
    """As `read`, of an open file, each event with the place of its line's first byte."""
    seen: set[str] = set()  # its lanes
    place = 0
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        start, place = place, place + len(line)
        if watch is not None:
            watch(len(line))
        if not line.strip():
            continue
        try:
            event = event_of(line)
            _fits_before(event, seen)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            if not line.endswith(b"\n") and seen:
                return
            raise RecordingError(
                f"{path}:{number}: not a line of a gilrace recording ({_short(error)})",
                advice="Recordings are written by `gilrace run --record FILE`.",
            ) from error
        if event is None:
            continue
        _must_open_first(path, event, bool(seen))
        if isinstance(event, RaceOpened):
            seen = {lane.id for lane in event.lanes} | {""}
        yield start, event
    if not seen:
        raise RecordingError(
            f"{path} is empty", advice="Recordings are written by `gilrace run --record FILE`."
        )


def event_of(line: bytes) -> Event | None:
    """The event of a line; None for a kind that is not known. Raises ValueError, TypeError or KeyError."""
    record = json.loads(line)
    if not isinstance(record, dict):
        raise TypeError("not an object")
    return from_record(record)


def _fits_before(event: Event | None, lanes: set[str]) -> None:
    """Raise ValueError for an event that contradicts what came before it."""
    if isinstance(event, RaceOpened):
        if lanes:
            raise ValueError("a second race begins")
        names = [lane.id for lane in event.lanes]
        if len(set(names)) < len(names) or not all(names):
            raise ValueError("two lanes are the same")
    elif isinstance(event, HeatStarted) and event.lane not in lanes - {""}:
        raise ValueError(f"there is no lane {event.lane[:40]!r}")
    elif isinstance(event, Spans) and len({len(getattr(event, name)) for name in COLUMNS}) > 1:
        raise ValueError("columns of different lengths")


def _must_open_first(path: Path, event: Event, seen: bool) -> None:
    if seen:
        return
    if not isinstance(event, RaceOpened):
        raise RecordingError(f"{path} does not begin with a race", advice="Its first line is missing.")
    if event.format > FORMAT:
        raise RecordingError(
            f"{path} was written by a newer gilrace ({event.version})", advice="Upgrade gilrace to read it."
        )


def _short(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120]
