"""The append-only recording: JSON Lines, one event a line, readable after a truncated last line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from gilrace.errors import InputError, RecordingError
from gilrace.race.events import FORMAT, Event, RaceOpened, from_record, to_line

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

    def append(self, event: Event) -> None:
        """Keep an event; on disk before this returns (in the system's cache, as after `flush`)."""
        self.events.append(event)
        if self._file is None:
            return
        try:
            self._file.write(to_line(event) + "\n")
            self._file.flush()
        except OSError as error:
            self.problem = f"the recording {self.path} ends early: {error.strerror or error}"
            self.close()

    def close(self) -> None:
        """Close the file; the events stay."""
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self.problem = (
                    self.problem or f"the recording {self.path} ends early: {error.strerror or error}"
                )


def _open(path: Path) -> IO[str]:
    try:
        return path.open("w", encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write the recording {path}: {error.strerror or error}",
            advice="Name a file in a folder you may write to.",
        ) from error


def read(path: Path) -> Iterator[Event]:
    """The events of a recording, in order. Raises RecordingError.

    A last line that was cut short is left out; anything else that is not an event is an error with
    its line number.
    """
    try:
        with path.open("rb") as file:
            yield from _events(path, file)
    except OSError as error:
        raise RecordingError(f"cannot read {path}: {error.strerror or error}") from error


def _events(path: Path, file: IO[bytes]) -> Iterator[Event]:
    seen = False
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), b""), 1):
        whole = line.endswith(b"\n")
        if not line.strip():
            continue
        try:
            event = _event(line)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            if not whole and seen:
                return
            raise RecordingError(
                f"{path}:{number}: not a line of a gilrace recording ({_short(error)})",
                advice="Recordings are written by `gilrace run --record FILE`.",
            ) from error
        if event is None:
            continue
        _must_open_first(path, event, seen)
        seen = True
        yield event
    if not seen:
        raise RecordingError(
            f"{path} is empty", advice="Recordings are written by `gilrace run --record FILE`."
        )


def _event(line: bytes) -> Event | None:
    record = json.loads(line)
    if not isinstance(record, dict):
        raise TypeError("not an object")
    return from_record(record)


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
