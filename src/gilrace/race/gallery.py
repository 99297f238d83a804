"""The gallery: where others of the same account come to follow a race.

Nothing is sent to them while it runs. Whoever comes to the race's socket is handed a read-only descriptor
of its recording and reads along at his own pace, from the beginning; a hundred of them cost the race what
one costs. When the connection ends, so does the race.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.race.recording import Recording

DOOR = "watch.sock"  # in the race's scratch folder, which is for its owner only
SEATS = 500
LONGEST_HELLO = 4096


class Gallery:
    """Open while the race runs; a machine that gives no socket has none."""

    def __init__(self, folder: Path, name: str, recording: Recording) -> None:
        self._name = name
        self._recording = recording
        self._seated: list[socket.socket] = []
        self._door = _opened(folder / DOOR)
        self._usher = threading.Thread(target=self._let_in, name="usher", daemon=True)

    def __enter__(self) -> Gallery:
        if self._door is not None:
            self._usher.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._door is None:
            return
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._usher.join()
        for seat in self._seated:
            seat.close()

    def _let_in(self) -> None:
        assert self._door is not None
        while True:
            try:
                guest, _ = self._door.accept()
            except OSError:
                return
            self._seated = [seat for seat in self._seated if not _has_left(seat)]
            if self._hand_over(guest):
                self._seated.append(guest)
            else:
                guest.close()

    def _hand_over(self, guest: socket.socket) -> bool:
        """Whether he could be given the recording."""
        hello = {"pid": os.getpid(), "name": self._name, "others": len(self._seated)}
        try:
            guest.setblocking(False)
            files = [self._recording.shared()] if len(self._seated) < SEATS else []
            socket.send_fds(guest, [json.dumps(hello).encode()], files)
        except OSError:
            return False
        return bool(files)


def _opened(path: Path) -> socket.socket | None:
    door = socket.socket(socket.AF_UNIX)
    try:
        door.bind(str(path))
        door.listen(SEATS)
    except OSError:
        door.close()
        return None
    return door


def _has_left(seat: socket.socket) -> bool:
    try:
        left = not seat.recv(1)
    except BlockingIOError:
        return False
    except OSError:
        left = True
    if left:
        seat.close()
    return left
