"""One lane host as the referee sees it: started, listened to, told to go, ended."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.errors import MachineError
from gilrace.host import lane_host
from gilrace.lane import lifeline
from gilrace.lane.track import Track
from gilrace.race import reaping, turns

if TYPE_CHECKING:
    from gilrace.lane.order import HeatOrder

READ_BYTES = 1 << 16
TAIL_CHARACTERS = 4000
QUIET = (
    "-W",
    "ignore::UserWarning:multiprocessing.resource_tracker",
)  # it tidies up after killed lanes


@dataclass(frozen=True, slots=True)
class Launch:
    """How a lane's interpreter is started."""

    executable: str
    flags: tuple[str, ...]
    env: Mapping[str, str]

    @classmethod
    def of(cls, executable: str, isolated: bool, folder: Path, gil: str = "") -> Launch:
        """Without site-packages where the work needs none; temporary files go to ``folder``.

        ``gil`` "1" or "0" switches it where the build has a choice, in worker processes too.
        """
        flags = ("-I", "-S") if isolated else ("-P",)
        switch = ("-X", f"gil={gil}") if gil else ()
        env = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
        env |= {"TMPDIR": str(folder), **turns.inside(), **({"PYTHON_GIL": gil} if gil else {})}
        return cls(executable, (*flags, *switch, *QUIET), env)


class Output:
    """One stream of a lane's output: whole lines as they come, and the tail for a post-mortem."""

    def __init__(self, name: str, fd: int) -> None:
        self.name = name
        self.fd = fd
        self.open = True
        self.tail = ""
        self._rest = b""

    def read(self) -> str:
        """What is new, up to the last whole line; "" for nothing yet."""
        data = read_some(self.fd)
        if data is None:
            return ""
        if not data:
            self.open = False
            return self._take(self._rest + b"")
        head, newline, self._rest = (self._rest + data).rpartition(b"\n")
        if len(self._rest) > READ_BYTES:
            head, newline, self._rest = head + newline + self._rest, b"", b""
        return self._take(head + newline, keep=self._rest)

    def _take(self, data: bytes, keep: bytes = b"") -> str:
        self._rest = keep
        text = data.decode("utf-8", "replace")
        self.tail = (self.tail + text)[-TAIL_CHARACTERS:]
        return text


def read_some(fd: int) -> bytes | None:
    """Bytes, b"" at the end, None when there is nothing to read yet."""
    try:
        return os.read(fd, READ_BYTES)
    except BlockingIOError:
        return None
    except OSError:
        return b""


class LaneProcess:
    """A running lane host. `close` must be called; it ends what still runs."""

    def __init__(self, launch: Launch, order: HeatOrder, folder: Path) -> None:
        self.track = Track.create(order.workers if order.strategy not in ("sequential", "asyncio") else 1)
        self._partial = b""
        self._kept: list[int] = []
        child_ends: list[int] = []
        try:
            events_fd, child_events = self._pipe(child_ends, keep=0)
            child_go, self._go_fd = self._pipe(child_ends, keep=1)
            child_life, _ = self._pipe(child_ends, keep=1)
            self.events_fd = events_fd
            full = replace(
                order,
                track_fd=self.track.fd,
                events_fd=child_events,
                go_fd=child_go,
                lifeline_fd=child_life,
            )
            self.popen = self._start(launch, full, folder, child_ends)
        except BaseException:
            self._drop()
            raise
        finally:
            for fd in child_ends:
                os.close(fd)
        assert self.popen.stdout and self.popen.stderr
        self.outputs = [
            Output("stdout", self.popen.stdout.fileno()),
            Output("stderr", self.popen.stderr.fileno()),
        ]
        for fd in self.watched():
            os.set_blocking(fd, False)

    def _pipe(self, child_ends: list[int], keep: int) -> tuple[int, int]:
        ends = lifeline.hold()
        self._kept.append(ends[keep])
        child_ends.append(ends[1 - keep])
        return ends

    def _start(
        self, launch: Launch, order: HeatOrder, folder: Path, child_ends: list[int]
    ) -> subprocess.Popen[bytes]:
        path = folder / f"order-{self.track.fd}.json"
        try:
            path.write_text(order.to_json(), "utf-8")
            return subprocess.Popen(
                [launch.executable, *launch.flags, str(lane_host.__file__), str(path)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=dict(launch.env),
                pass_fds=(self.track.fd, *child_ends),
                process_group=0,
            )
        except OSError as error:
            raise MachineError(
                f"cannot start {launch.executable}: {error.strerror or error}",
                advice="Too many processes, too little memory or space, or the interpreter has gone.",
            ) from error

    @property
    def pgid(self) -> int:
        """The lane's process group: its host's process number."""
        return self.popen.pid

    def watched(self) -> list[int]:
        """Descriptors worth waiting for."""
        return [self.events_fd, *(output.fd for output in self.outputs if output.open)]

    def events(self) -> list[dict[str, Any]]:
        """What the host has told since the last call."""
        found = []
        while data := read_some(self.events_fd):
            *lines, self._partial = (self._partial + data).split(b"\n")
            found += [json.loads(line) for line in lines]
        return found

    def go(self) -> None:
        """Say go. A host that has just died is found out elsewhere."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._go_fd, b"g")

    def ended(self) -> int | None:
        """The host's exit code, or minus its signal; None while it runs."""
        return self.popen.poll()

    def tail(self) -> str:
        """The end of what the lane printed, stderr last."""
        return "".join(output.tail for output in self.outputs).strip()

    def kill(self) -> None:
        """End the whole lane at once."""
        if self.popen.poll() is None:
            self.popen.send_signal(signal.SIGKILL)
            self.popen.wait()
        reaping.reap(self.pgid)

    def close(self) -> None:
        """End what still runs, and give everything back."""
        self.kill()
        self._drop()
        for stream in (self.popen.stdout, self.popen.stderr):
            if stream:
                stream.close()

    def _drop(self) -> None:
        for fd in self._kept:
            os.close(fd)
        self._kept = []
        self.track.close()
