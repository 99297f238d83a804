"""From the system call of a thread to its sign, with what is known of its process's memory."""

from __future__ import annotations

from gilrace.meters.readings import LOCK, UNKNOWN
from gilrace.meters.runtime_data import Ranges, runtime_ranges
from gilrace.meters.thread_state import futex_address, futex_calls, sign

FIRST_AGAIN_NS = 50_000_000


class ProcessState:
    """Signs for the threads of one process.

    The memory map is read when a thread is first seen in a futex. A young process may still exec another
    program, which moves everything: as long as addresses are found outside the runtime's data, the map is
    read again, each time after twice the pause.
    """

    def __init__(self, folder: str) -> None:
        self.now_ns = 0
        self._folder = folder
        self._calls = futex_calls()
        self._ranges: Ranges = ()
        self._again_ns = 0
        self._pause_ns = FIRST_AGAIN_NS
        self.known = bool(self._calls)  # false once it has shown that the GIL cannot be told apart

    def sign(self, line: bytes) -> str:
        """The sign of one thread's system call line."""
        found = sign(line, self._calls, self._ranges)
        if found in (LOCK, UNKNOWN) and futex_address(line, self._calls) is not None and self._look_again():
            return sign(line, self._calls, self._ranges)
        return found

    def _look_again(self) -> bool:
        if self.now_ns < self._again_ns:
            return False
        self._again_ns = self.now_ns + self._pause_ns
        self._pause_ns *= 2
        try:
            self._ranges = runtime_ranges(self._folder)
        except OSError:
            self._ranges = ()
        self.known = bool(self._ranges)
        return True
