"""A spectator: follows a race of the same account on this machine, and can change nothing in it."""

from __future__ import annotations

import json
import os
import select
import socket
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from gilrace.errors import InputError, RecordingError
from gilrace.race.courtesy import Courtesy, pause_s
from gilrace.race.events import RaceClosed, Sampled, from_record
from gilrace.race.gallery import DOOR, LONGEST_HELLO, SEATS
from gilrace.race.scratch import PREFIX

if TYPE_CHECKING:
    from gilrace.errors import GilraceError
    from gilrace.race.events import Event

PIECE = 1 << 20  # bytes read at a time
ANSWER_S = 5.0
EVERY_S = 5.0  # between two counts of the people
COUNT_S = 0.2  # of all spectators together: how often one of them counts the others
LOOKS = 20  # at a heat, of those that followed each other since the last news: a second of them
SAMPLE = b'{"kind":"%s"' % Sampled.kind.encode()


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
        self._others = 0
        self._counted = 0.0
        self._link: socket.socket | None = None
        self._file = -1
        self._at = 0
        self._rest = b""
        self._lines: list[bytes] = []
        self._told = 0
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
        self.name, self._others = str(told["name"]), int(told["others"])

    @property
    def people(self) -> int:
        """How many look at this race, counted now and then."""
        if (now := monotonic()) >= self._counted:
            self._others = self._count()
            self._counted = now + max(EVERY_S, COUNT_S * self._others)
        return self._others + 1

    def _count(self) -> int:
        here = str(self.show.door)
        try:
            with open("/proc/net/unix", encoding="utf-8", errors="replace") as table:
                return max(sum(line.rstrip().endswith(here) for line in table) - 2, 0)
        except OSError:
            return self._others

    def events(self, since: int = 0) -> list[Event]:
        """Events number ``since`` and later."""
        self._read()
        return _events(self._lines)[since:]

    def news(self) -> list[Event]:
        """What has happened since the last news; of many looks at a heat in a row only the last ones."""
        return _events(_thinned(self._fresh()))

    def _fresh(self) -> list[bytes]:
        self._read()
        fresh, self._told = self._lines[self._told :], len(self._lines)
        return fresh

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
        """Everything that has happened since, again and again as courtesy allows, until the race is over."""
        courtesy, over = Courtesy(), False
        while not over:
            over = self.join(pause_s(self.people, 1 / every_s))
            if over or courtesy.may_look(self.people):
                yield _events(self._fresh())

    def _read(self) -> None:
        lines: list[bytes] = []
        while self._file >= 0 and (piece := os.pread(self._file, PIECE, self._at)):
            self._at += len(piece)
            *lines, self._rest = (self._rest + piece).split(b"\n")
            self._lines += lines
        if lines and isinstance(_event(lines[-1]), RaceClosed):
            self.stop()


def _thinned(lines: list[bytes]) -> Iterator[bytes]:
    for sampling, some in groupby(lines, key=lambda line: line.startswith(SAMPLE)):
        yield from deque(some, LOOKS if sampling else None)


def _events(lines: Iterable[bytes]) -> list[Event]:
    return [event for line in lines if (event := _event(line)) is not None]


def _event(line: bytes) -> Event | None:
    try:
        return from_record(json.loads(line))
    except (ValueError, TypeError) as error:
        raise RecordingError(f"the race tells what this gilrace does not understand: {error}") from error
