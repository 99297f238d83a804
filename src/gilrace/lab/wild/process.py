"""The child as the session sees it: started, told, listened to, ended with all of its group."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from gilrace.errors import MachineError
from gilrace.lab import demos
from gilrace.lab.demo import Demo
from gilrace.lab.wild import child
from gilrace.lab.wild.lastresort import DUMP
from gilrace.lab.wild.table import Table
from gilrace.lane import lifeline
from gilrace.meters.interpreters import gil_wish, probe

READ_BYTES = 1 << 16
TAIL_CHARACTERS = 4000
PATIENCE_S = 2.0
POLL_S = 0.001
SHIPPED = Path(demos.__file__).parent


class ChildProcess:
    """A running child. `close` must be called; it ends what still runs."""

    def __init__(self, demo: Demo, *, guard: str, python: str, until_witness: bool) -> None:
        self.table = Table.create(len(demo.actors))
        self.tail = ""
        self._rest = b""
        self._kept: list[int] = []
        given: list[int] = []
        try:
            self.events_fd = self._pipe(given, keep=0)
            self._dumps_fd = self._pipe(given, keep=0)
            self._commands_fd = self._pipe(given, keep=1)
            self._lifeline_fd = self._pipe(given, keep=1)
            order = {
                "demo": demo.file,
                "actors": demo.settings.get("actors"),
                "guard": guard,
                "until_witness": until_witness,
                "table_fd": self.table.fd,
                "events_fd": given[0],
                "dumps_fd": given[1],
                "commands_fd": given[2],
                "lifeline_fd": given[3],
            }
            self.popen = self._start(demo, python or sys.executable, json.dumps(order), given)
        except BaseException:
            self._drop()
            raise
        finally:
            for fd in given:
                os.close(fd)
        assert self.popen.stdout
        self.output_fd = self.popen.stdout.fileno()
        for fd in (self.events_fd, self._dumps_fd, self.output_fd, self._commands_fd):
            os.set_blocking(fd, False)

    def _pipe(self, given: list[int], keep: int) -> int:
        ends = lifeline.hold()
        self._kept.append(ends[keep])
        given.append(ends[1 - keep])
        return ends[keep]

    def _start(self, demo: Demo, python: str, order: str, given: list[int]) -> subprocess.Popen[bytes]:
        shipped = Path(demo.file).parent == SHIPPED
        flags = ("-I", "-S") if shipped else ("-P",)
        gil = gil_wish(probe(python))  # where isolated, an interpreter does not read its environment
        switch = ("-X", f"gil={gil}") if gil else ()
        env = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
        try:
            return subprocess.Popen(
                [python, *flags, *switch, "-u", str(child.__file__), order],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=(self.table.fd, *given),
                process_group=0,
                env={**env, **({"PYTHON_GIL": gil} if gil else {})},
            )
        except OSError as error:
            raise MachineError(
                f"cannot start {python}: {error.strerror or error}",
                advice="Give the path of a Python 3.11 or newer; `gilrace doctor` lists those that are here.",
            ) from error

    def told(self) -> list[dict[str, Any]]:
        """What the child has told since the last call."""
        found = []
        while data := _read(self.events_fd):
            *lines, self._rest = (self._rest + data).split(b"\n")
            found += [json.loads(line) for line in lines]
        return found

    def printed(self) -> str:
        """What it printed since the last call."""
        text = (_read(self.output_fd) or b"").decode("utf-8", "replace")
        self.tail = (self.tail + text)[-TAIL_CHARACTERS:]
        return text

    def tell(self, **command: Any) -> None:
        """One command. A child that is gone is found out elsewhere."""
        with suppress(BrokenPipeError, BlockingIOError):
            os.write(self._commands_fd, json.dumps(command).encode() + b"\n")

    def ask_for_dump(self, pid: int) -> None:
        """Have a process of the child's say where its threads are, even if it cannot answer by itself."""
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, DUMP)

    def dumped(self) -> str:
        """What came of that since the last call."""
        return (_read(self._dumps_fd) or b"").decode("utf-8", "replace")

    @property
    def pid(self) -> int:
        return self.popen.pid

    def ended(self) -> int | None:
        """The exit code, or minus the signal; None while it runs."""
        return self.popen.poll()

    def kill(self) -> None:
        """End the whole group at once and wait until it is gone."""
        _kill_group(self.popen.pid)
        self.popen.wait()
        deadline = time.monotonic() + PATIENCE_S
        pids = {self.table.actor(index).pid for index in range(self.table.actors)} - {0, self.popen.pid}
        while any(_runs(pid) for pid in pids) and time.monotonic() < deadline:
            time.sleep(POLL_S)

    def close(self) -> None:
        """End what still runs, and give everything back."""
        self.kill()
        if self.popen.stdout:
            self.popen.stdout.close()
        self._drop()

    def _drop(self) -> None:
        for fd in self._kept:
            os.close(fd)
        self._kept = []
        self.table.close()


def _kill_group(pgid: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pgid, signal.SIGKILL)


def _runs(pid: int) -> bool:
    """Whether a process is there and more than a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def _read(fd: int) -> bytes | None:
    """Bytes, b"" at the end, None when there is nothing yet."""
    try:
        return os.read(fd, READ_BYTES)
    except BlockingIOError:
        return None
    except OSError:
        return b""
