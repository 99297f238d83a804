"""A spectator: follows a race of the same account on this machine, and can change nothing in it."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.errors import InputError, RecordingError
from gilrace.race.events import RaceClosed, from_record
from gilrace.race.gallery import DOOR, LONGEST_HELLO, SEATS
from gilrace.race.scratch import PREFIX

if TYPE_CHECKING:
    from gilrace.errors import GilraceError
    from gilrace.race.events import Event

PIECE = 1 << 20  # bytes read at a time
ANSWER_S = 5.0
SLOWEST = 0.5  # pictures a second of one spectator
FRAMES = 20.0  # a second, of all spectators together


@dataclass(frozen=True, slots=True)
class Show:
    """A race that can be watched."""

    pid: int
    door: Path


def shows(folder: Path | None = None) -> list[Show]:
    """The races of this account that run now."""
    found = Path(folder or tempfile.gettempdir()).glob(f"{PREFIX}*-*/{DOOR}")
    named = ((door.parent.name[len(PREFIX) :].split("-")[0], door) for door in sorted(found))
    return [Show(int(pid), door) for pid, door in named if pid.isdigit() and _is_open(door)]


def _is_open(door: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(ANSWER_S)
        try:
            link.connect(str(door))
        except OSError:
            return False
    return True


class Spectator:
    """Reads a race's recording while it is written. What would change the race does nothing."""

    def __init__(self, show: Show) -> None:
        self.show = show
        self.error: GilraceError | None = None
        self.crash: BaseException | None = None
        self.waiting = ""
        self.paused = False
        self.name = ""
        self.others = 0
        self._link: socket.socket | None = None
        self._file = -1
        self._at = 0
        self._rest = b""
        self._events: list[Event] = []
        self._over = False

    def start(self) -> None:
        """Take a seat. Raises InputError when there is none."""
        link = socket.socket(socket.AF_UNIX)
        try:
            link.settimeout(ANSWER_S)
            link.connect(str(self.show.door))
            hello, files, _, _ = socket.recv_fds(link, LONGEST_HELLO, 1)
            told = json.loads(hello)
        except (OSError, ValueError) as error:
            link.close()
            raise InputError(
                f"the race of process {self.show.pid} cannot be watched: {str(error) or 'it is over'}",
                advice="`gilrace watch --list` shows the races that run.",
            ) from error
        if not files:
            link.close()
            raise InputError(f"{SEATS} people watch that race already", advice="Try again later.")
        self._link, self._file = link, files[0]
        self.name, self.others = str(told["name"]), int(told["others"])

    @property
    def frames(self) -> float:
        """How many pictures a second this spectator should draw at most, so that all together draw few."""
        here = str(self.show.door)
        with (
            contextlib.suppress(OSError),
            open("/proc/net/unix", encoding="utf-8", errors="replace") as table,
        ):
            self.others = max(sum(line.rstrip().endswith(here) for line in table) - 2, 0)
        return max(SLOWEST, FRAMES / (self.others + 1))

    def events(self, since: int = 0) -> list[Event]:
        """Events number ``since`` and later."""
        self._read()
        return self._events[since:]

    @property
    def running(self) -> bool:
        """Whether the race goes on; once it does not, everything has been read."""
        if not self._over and self.join(0):
            self._read()
        return not self._over

    def join(self, timeout_s: float | None = None) -> bool:
        """Wait for the race's end; True when it came in time."""
        if self._link is not None:
            ready, _, _ = select.select([self._link], [], [], timeout_s)
            if not ready:
                return self._over
            self._read()
            self.stop()
        return True

    def stop(self) -> None:
        """Leave; the race goes on."""
        self._over = True
        link, self._link = self._link, None
        if link is not None:
            link.close()
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def pause(self) -> None:
        """Not a spectator's."""

    def resume(self) -> None:
        """Not a spectator's."""

    def skip(self) -> None:
        """Not a spectator's."""

    def follow(self, every_s: float) -> Iterator[list[Event]]:
        """What has happened since the last look, again and again, until the race is over."""
        seen, over = 0, False
        while not over:
            over = self.join(every_s)
            fresh = self.events(seen)
            seen += len(fresh)
            yield fresh

    def _read(self) -> None:
        while self._file >= 0 and (piece := os.pread(self._file, PIECE, self._at)):
            self._at += len(piece)
            *lines, self._rest = (self._rest + piece).split(b"\n")
            self._events += filter(None, map(_event, lines))
        if self._events and isinstance(self._events[-1], RaceClosed):
            self.stop()


def _event(line: bytes) -> Event | None:
    try:
        return from_record(json.loads(line))
    except (ValueError, TypeError) as error:
        raise RecordingError(f"the race tells what this gilrace does not understand: {error}") from error
