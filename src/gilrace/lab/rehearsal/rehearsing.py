"""A demo in a child process, asked by somebody who waits for the answers.

Whoever shows or runs a demo knows it only by what the child says of it: a file's import, its ``setup`` and
its bodies may print, loop for ever or end the process.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from contextlib import suppress
from types import TracebackType
from typing import Any

from gilrace.errors import InputError, MachineError
from gilrace.lab import demos
from gilrace.lab.demo import Demo
from gilrace.lab.explore.alone import READ_BYTES
from gilrace.lab.rehearsal.records import demo_from
from gilrace.lab.rehearsal.starting import SILENCE_S, arguments, gone
from gilrace.lane import lifeline


def described(use: str, actors: int | None = None) -> Demo:
    """A shipped demo by name, or a stand-in for one in a file, which only its child process runs.

    Raises `InputError` for a demo that cannot be used.
    """
    if not use.endswith(".py"):
        return demos.load(use, actors)
    with Rehearsing(str(demos.located(use)), actors) as rehearsing:
        return rehearsing.demo


class Rehearsing:
    """Use as a context manager; ``demo`` is its stand-in. Raises `InputError` for an unusable demo."""

    demo: Demo

    def __init__(self, file: str, actors: int | None, silence_s: float = SILENCE_S) -> None:
        self._file, self._actors, self._silence_s = file, actors, silence_s
        self._held: list[int] = []
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Rehearsing:
        try:
            self._start()
            self.demo = demo_from(self.ask("describe", file=self._file, actors=self._actors))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, tb: TracebackType | None) -> None:
        self._end()

    def ask(self, do: str, **arguments: Any) -> Any:
        """An answer. Raises `InputError`, with the child's own words where it has any."""
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps({"do": do, **arguments}) + "\n")
            process.stdin.flush()
        line = process.stdout.readline()
        if not line:
            where = os.read(self._held[0], READ_BYTES).decode(errors="replace")
            raise gone(where, self._file, self._silence_s)
        answer = json.loads(line)
        if "error" in answer:
            raise InputError(answer["error"], advice=answer["advice"])
        return answer["answer"]

    def _start(self) -> None:
        reading, held = lifeline.hold()
        where, telling = os.pipe()
        self._held = [where, held]
        try:
            self._process = subprocess.Popen(
                arguments(reading, telling, self._silence_s),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=(reading, telling),
                process_group=0,
                encoding="utf-8",
            )
        except OSError as error:
            raise MachineError(f"cannot start Python: {error.strerror or error}") from error
        finally:
            os.close(reading)
            os.close(telling)

    def _end(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
            with suppress(BrokenPipeError):
                self._process.communicate()
            self._process = None
        for fd in self._held:
            os.close(fd)
        self._held = []
