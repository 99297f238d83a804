"""Waiting for keys without asking ten times a second, as Textual does: a crowd of spectators is felt."""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from textual.drivers.linux_driver import LinuxDriver

if TYPE_CHECKING:
    from textual.app import App

QUIET_S = 5.0  # between two questions while nobody presses a key
TALK = 5  # questions after one at Textual's pace: a lone escape is told from a longer sequence by time


class Patience(threading.Event):
    """Textual's event that ends its reading of keys; whoever reads waits here for something to read."""

    def __init__(self, keys: int) -> None:
        super().__init__()
        self._keys = keys
        self._talk = TALK
        self._ended, self._end = os.pipe()

    def set(self) -> None:
        """End the reading at once."""
        if not super().is_set():
            super().set()
            os.write(self._end, b"\0")

    def clear(self) -> None:
        """Keys may be read again."""
        if super().is_set():
            os.read(self._ended, 1)
            super().clear()

    def is_set(self) -> bool:
        """Whether reading is to end; the reading thread waits until it is, or there is something to read."""
        if threading.current_thread() is threading.main_thread() or super().is_set():
            return super().is_set()
        if self._talk:
            self._talk -= 1
        else:
            with suppress(OSError, ValueError):
                ready, _, _ = select.select([self._keys, self._ended], [], [], QUIET_S)
                self._talk = TALK if ready else 0
        return super().is_set()


class PatientDriver(LinuxDriver):
    """A terminal at which little is typed."""

    def __init__(self, app: App[Any], **more: Any) -> None:
        super().__init__(app, **more)
        self.exit_event = Patience(self.fileno)
