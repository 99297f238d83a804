"""Turns: one race at a time on this machine, so that nobody's heats are disturbed by ours or ours by theirs.

Two files in a folder that all of the machine's users share. Who races holds a lock (flock) on the first,
who comes next one on the second, so that nobody is passed by someone who has just raced and begins again.
The kernel takes a lock back when its holder dies. The first file says who races; whatever else stands in it
is not believed beyond its length.
"""

from __future__ import annotations

import contextlib
import datetime
import fcntl
import json
import os
import stat
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

SWITCH = "GILRACE_QUEUE"  # off = nobody waits; a folder = queue there, apart from everybody else
OFF = ("off", "no", "0", "false")
WITHIN = "GILRACE_RACING"  # in a lane's environment: the processes whose races it runs in
HURRY = "GILRACE_NO_WAIT"  # 1 = go on without the turn, marked
SHARED = Path("/tmp")  # the same for everybody here, whatever TMPDIR says
MOST_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class Racer:
    """Who races now. ``since`` is the wall clock's ``14:03:22``, for people only."""

    pid: int = 0
    name: str = ""
    since: str = ""

    def __str__(self) -> str:
        told = (f"pid {self.pid}" if self.pid else "", self.name, f"since {self.since}" if self.since else "")
        known = ", ".join(part for part in told if part)
        return f"another race is running ({known})" if known else "another race is running"


class Turn:
    """This race's place in the queue, for one thread.

    ``impatient()`` says whether to go on without the turn; ``tell`` hears who races now when that changes,
    and "" once nobody else does; ``nap`` passes a little time.
    """

    def __init__(
        self,
        name: str,
        *,
        impatient: Callable[[], bool] = lambda: False,
        tell: Callable[[str], None] = lambda _: None,
        nap: Callable[[], object] = lambda: time.sleep(0.1),
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        folder = queue_folder(environ)
        self.name = name
        self.held = False
        self._race = Lock(folder / "gilrace.race.lock" if folder else None)
        self._next = Lock(folder / "gilrace.next.lock" if folder else None)
        self._within = environ.get(WITHIN, "").split()
        self._impatient, self._tell, self._nap = impatient, tell, nap
        self._hurried = environ.get(HURRY, "0") not in ("", "0")

    def __enter__(self) -> Turn:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def wait(self) -> None:
        """Return when the turn is ours, when we go on without it, or when we run inside the race that has it:
        to wait for that one would be for ever."""
        told = None
        while not self.take() and not self._hurried and not self._impatient() and not self._nested():
            who = self.rival()
            if who != told:
                self._tell(str(who))
                told = who
            self._nap()
        self._next.release()
        self._tell("")

    def take(self) -> bool:
        """Take the turn if nobody has it; whether it is ours, which it always is where there is no queue."""
        if not self.held and self._next.take() and self._race.take():
            self._next.release()
            self._race.write(asdict(Racer(os.getpid(), self.name, f"{datetime.datetime.now():%H:%M:%S}")))
            self.held = True
        return self.held

    def rival(self) -> Racer:
        """Who has the turn instead of us, as far as that is known."""
        found = self._race.read()
        pid, name, since = (found.get(key) for key in ("pid", "name", "since"))
        return Racer(
            pid if isinstance(pid, int) and pid > 0 else 0,
            name[:80] if isinstance(name, str) else "",
            since[:20] if isinstance(since, str) else "",
        )

    def end(self) -> None:
        """Let the next one race."""
        self.held = False
        self._next.release()
        self._race.release()

    def _nested(self) -> bool:
        return str(self.rival().pid) in self._within


class Lock:
    """A lock on one file, which may be there already and belong to somebody else. No file: always ours."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._fd = -1

    def take(self) -> bool:
        """Whether it is ours now. A file that cannot be used locks nobody out."""
        if self._path is None or self._fd >= 0:
            return True
        try:
            fd = _opened(self._path)
        except OSError:
            return True
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(fd), self._path.stat()):
                self._fd = fd
                return True
        except OSError:
            pass
        os.close(fd)
        return False

    def write(self, content: Mapping[str, object]) -> None:
        """Say it in the file, as far as we may write there."""
        if self._fd >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(self._fd, 0)
                os.pwrite(self._fd, json.dumps(content).encode(), 0)

    def read(self) -> Mapping[str, object]:
        """What its holder says; nothing where that is not to be read."""
        if self._path is None:
            return {}
        try:
            fd = _opened(self._path)
            try:
                found = json.loads(os.pread(fd, MOST_BYTES, 0))
            finally:
                os.close(fd)
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def release(self) -> None:
        """Give it back; harmless when it is not ours."""
        fd, self._fd = self._fd, -1
        if fd >= 0:
            with contextlib.suppress(OSError):
                os.ftruncate(fd, 0)
            os.close(fd)


def inside(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a lane's environment says of the race it runs in."""
    return {WITHIN: f"{environ.get(WITHIN, '')} {os.getpid()}".strip()}


def queue_folder(environ: Mapping[str, str] = os.environ) -> Path | None:
    """Where the queue is; None = nobody waits."""
    told = environ.get(SWITCH, "").strip()
    if told.lower() in OFF:
        return None
    if told and told.lower() not in ("on", "yes", "1", "true"):
        return Path(told)
    return SHARED if os.access(SHARED, os.W_OK) else Path(tempfile.gettempdir())


def _opened(path: Path) -> int:
    """The file, made for everybody when it is not there. Raises OSError for a link, a pipe, a folder."""
    flags = os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
    try:
        fd = os.open(path, os.O_RDWR | flags)
    except FileNotFoundError:
        try:
            fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | flags, 0o666)
            os.fchmod(fd, 0o666)
        except FileExistsError:
            fd = os.open(path, os.O_RDWR | flags)
    except PermissionError:
        fd = os.open(path, os.O_RDONLY | flags)
    if not stat.S_ISREG(os.fstat(fd).st_mode):
        os.close(fd)
        raise OSError(f"{path} is no file")
    return fd
