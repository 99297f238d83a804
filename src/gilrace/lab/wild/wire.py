"""The child's side of the wires: events out as JSON lines, commands in."""

from __future__ import annotations

import json
import os
import select
import threading
from collections.abc import Callable, Iterator
from typing import Any

ATOMIC_BYTES = 4096  # a pipe takes so many in one piece, also from several processes


class Wire:
    """Events to the session; whole lines, also from several threads."""

    def __init__(self, events_fd: int, commands_fd: int) -> None:
        self._events_fd = events_fd
        self.commands_fd = commands_fd
        self._writing = threading.Lock()
        self._rest = b""

    def send(self, kind: str, **values: Any) -> None:
        """One event. A session that is gone is no error: the lifeline ends this process."""
        line = json.dumps({"kind": kind, **values}, default=repr).encode() + b"\n"
        with self._writing:
            self._write(line)

    def send_whole(self, kind: str, **values: Any) -> bool:
        """One event in one write, safe beside other processes; False when it is too long for that."""
        line = json.dumps({"kind": kind, **values}, default=repr).encode() + b"\n"
        if len(line) > ATOMIC_BYTES:
            return False
        self._write(line)
        return True

    def _write(self, line: bytes) -> None:
        try:
            while line:
                line = line[os.write(self._events_fd, line) :]
        except BrokenPipeError:
            pass

    def commands(self, timeout_s: float | None = 0) -> Iterator[dict[str, Any]]:
        """What the session wants, waiting for it at most so long. Raises EOFError when it is gone."""
        if not select.select([self.commands_fd], [], [], timeout_s)[0]:
            return
        data = os.read(self.commands_fd, 1 << 16)
        if not data:
            raise EOFError
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            yield json.loads(line)

    def listen(self, handle: Callable[[dict[str, Any]], None]) -> None:
        """Handle commands in a thread of its own for as long as the session is there."""
        threading.Thread(target=self._listen, args=(handle,), name="commands", daemon=True).start()

    def _listen(self, handle: Callable[[dict[str, Any]], None]) -> None:
        try:
            while True:
                for command in self.commands(None):
                    handle(command)
        except EOFError:
            pass
