"""The stepper's line to the process that tells and explores its demo.

Answers come in the order of the questions. A demo that does not come to an answer in time is ended with
its process; the next question starts a new one.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from typing import Any

from gilrace.errors import InputError, MachineError
from gilrace.lab.explore.alone import READ_BYTES
from gilrace.lab.rehearsal.starting import SILENCE_S, arguments, gone
from gilrace.lane import lifeline

LONGEST_LINE = 1 << 27  # bytes of an answer
PATIENCE_S = 20.0
EXPLORING_S = 600.0


class Rehearsal:
    """One demo in a child process. Nothing here blocks; `close` must be awaited at the end."""

    def __init__(self, file: str, actors: int | None, silence_s: float = SILENCE_S) -> None:
        self._asked = {"do": "describe", "file": file, "actors": actors}
        self._file, self._silence_s = file, silence_s
        self._where_fd = -1  # tells where an endless loop was
        self._process: asyncio.subprocess.Process | None = None
        self._lifeline_fd = -1
        self._turn = asyncio.Lock()

    async def describe(self) -> dict[str, Any]:
        """The demo in words. Raises `InputError` for a demo that cannot be used."""
        async with self._turn:
            await self._end()
            return await self._open()

    async def ask(self, do: str, patience_s: float = PATIENCE_S, **arguments: Any) -> Any:
        """An answer. Raises `InputError`, with the child's own words where it has any."""
        async with self._turn:
            if self._process is None:
                await self._open()
            return await self._answer({"do": do, **arguments}, patience_s)

    async def _open(self) -> dict[str, Any]:
        reading, self._lifeline_fd = lifeline.hold()
        self._where_fd, telling = os.pipe()
        os.set_blocking(self._where_fd, False)
        try:
            self._process = await asyncio.create_subprocess_exec(
                *arguments(reading, telling, self._silence_s),
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(reading, telling), process_group=0, limit=LONGEST_LINE,
            )  # fmt: skip
        except OSError as error:
            raise MachineError(f"cannot start {sys.executable}: {error.strerror or error}") from error
        finally:
            os.close(reading)
            os.close(telling)
        found: dict[str, Any] = await self._answer(self._asked, PATIENCE_S)
        return found

    async def _answer(self, request: dict[str, Any], patience_s: float) -> Any:
        try:
            line = await asyncio.wait_for(self._exchange(request), patience_s)
        except BaseException as error:
            await self._end()
            if isinstance(error, TimeoutError):
                raise InputError(
                    f"the demo did not come to its next step within {patience_s:g} s",
                    advice="A body that computes for long, or loops without touching anything shared?",
                ) from None
            raise
        if not line:
            raise await self._ended()
        answer = json.loads(line)
        if "error" in answer:
            raise InputError(answer["error"], advice=answer["advice"])
        return answer["answer"]

    async def _ended(self) -> InputError:
        """Why there is no answer: the child is gone."""
        if self._process is not None:
            self.kill()
            await self._process.wait()
        where = ""
        with suppress(BlockingIOError):
            where = os.read(self._where_fd, READ_BYTES).decode(errors="replace")
        await self._end()
        return gone(where, self._file, self._silence_s)

    async def _exchange(self, request: dict[str, Any]) -> bytes:
        process = self._process
        assert process is not None and process.stdin is not None and process.stdout is not None
        with suppress(BrokenPipeError, ConnectionResetError):
            process.stdin.write(json.dumps(request).encode() + b"\n")
            await process.stdin.drain()
        return await process.stdout.readline()

    def kill(self) -> None:
        """End the child's group at once; whoever waits for an answer gets an error.

        Not by the process's own kill(): that reaps a child which has just died, and asyncio would miss it.
        """
        if self._process is not None and self._process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)

    async def close(self) -> None:
        """End the child, and wait until it is gone."""
        self.kill()
        async with self._turn:
            await self._end()

    async def _end(self) -> None:
        if self._process is not None:
            self.kill()
            await self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()
            self._process = None
        for fd in (self._lifeline_fd, self._where_fd):
            if fd >= 0:
                os.close(fd)
        self._lifeline_fd = self._where_fd = -1
