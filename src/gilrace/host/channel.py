"""The host's side of the wires: events out as JSON lines, the go signal in."""

from __future__ import annotations

import json
import os
from typing import Any


class Channel:
    """Events to the referee, and the wait for its go."""

    def __init__(self, events_fd: int, go_fd: int) -> None:
        self._events_fd = events_fd
        self._go_fd = go_fd

    def send(self, kind: str, **values: Any) -> None:
        """One event. A referee that is gone is no error: the lifeline ends this process."""
        line = json.dumps({"kind": kind, **values}).encode() + b"\n"
        try:
            while line:
                line = line[os.write(self._events_fd, line) :]
        except BrokenPipeError:
            pass

    def wait_for_go(self) -> None:
        """Return when the referee says go. Raises EOFError when it never will."""
        if not os.read(self._go_fd, 1):
            raise EOFError("the referee went away before saying go")
