"""What a person may ask of a running race, from any thread or a signal handler."""

from __future__ import annotations

import contextlib
import os
import select
import threading


class Control:
    """Stop, skip the heat, pause between heats. Waking the referee is one byte on a pipe."""

    def __init__(self) -> None:
        self.wake_fd, self._ring_fd = os.pipe()
        os.set_blocking(self.wake_fd, False)
        os.set_blocking(self._ring_fd, False)
        self.stopped = False
        self.skipping = False
        self._running = threading.Event()
        self._running.set()

    @property
    def impatient(self) -> bool:
        """Whether there is no more waiting for other races: a skip or a stop was asked for."""
        return self.stopped or self.skipping

    @property
    def paused(self) -> bool:
        """Whether the next heat waits."""
        return not self._running.is_set()

    def stop(self) -> None:
        """End the race now; what was measured stays."""
        self.stopped = True
        self._running.set()
        self._ring()

    def skip(self) -> None:
        """End the running heat; go on with the next."""
        self.skipping = True
        self._ring()

    def pause(self) -> None:
        """Wait before the next heat; a running heat is never paused."""
        self._running.clear()

    def resume(self) -> None:
        """Go on after a pause."""
        self._running.set()

    def wait_while_paused(self) -> None:
        """Return when the race may go on, or is stopped."""
        self._running.wait()

    def nap(self, seconds: float) -> None:
        """Let time pass, less when a bell rings."""
        select.select([self.wake_fd], [], [], seconds)
        self.drain()

    def drain(self) -> None:
        """Take the bells rung so far off the pipe."""
        try:
            while os.read(self.wake_fd, 64):
                pass
        except BlockingIOError:
            pass

    def _ring(self) -> None:
        with contextlib.suppress(OSError):
            os.write(self._ring_fd, b"!")

    def close(self) -> None:
        """Give the pipe back."""
        ring, self._ring_fd = self._ring_fd, -1
        wake, self.wake_fd = self.wake_fd, -1
        for fd in (ring, wake):
            if fd >= 0:
                os.close(fd)
