"""What a thread is doing, from the one line of /proc/PID/task/TID/syscall (proc_pid_syscall(5)).

``running``, or the number of the system call it sleeps in with its arguments, or -1 when it sleeps outside
one. A sleep in futex(2) is a wait for a lock, and its first argument says which: inside the Python runtime's
own data it is the GIL, elsewhere a lock of the program. Any other call that sleeps waits for I/O or time.

Doubts: the runtime has a few short-held locks of its own beside the GIL; they count as GIL. A subinterpreter
with a GIL of its own keeps it on the heap; that counts as lock.
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from gilrace.meters.readings import GIL, LOCK, RUNNING, UNKNOWN, WAITING

if TYPE_CHECKING:
    from gilrace.meters.runtime_data import Ranges

FUTEX_WAITV = 449  # the same number everywhere
FUTEX = {"x86_64": 202, "amd64": 202, "aarch64": 98, "arm64": 98}


def futex_calls(machine: str = "") -> frozenset[bytes]:
    """Numbers of this machine's futex calls, as the kernel prints them; empty where they are not known."""
    number = FUTEX.get((machine or platform.machine()).lower())
    return frozenset() if number is None else frozenset({b"%d" % number, b"%d" % FUTEX_WAITV})


def futex_address(line: bytes, calls: frozenset[bytes]) -> int | None:
    """The address a thread waits at, or None when it does not sleep in futex(2)."""
    number, _, rest = line.partition(b" ")
    if number not in calls:
        return None
    return int(rest.split(b" ", 1)[0], 16)


def sign(line: bytes, calls: frozenset[bytes], runtime: Ranges) -> str:
    """The state sign of a thread: r, g, l, w or ?."""
    if line.startswith(b"running"):
        return RUNNING
    if not calls or line.startswith(b"-1"):
        return UNKNOWN
    address = futex_address(line, calls)
    if address is None:
        return WAITING
    if not runtime:
        return UNKNOWN
    return GIL if any(start <= address < end for start, end in runtime) else LOCK


def plain_sign(letter: bytes) -> str:
    """The sign when only the state letter of /proc/PID/stat can be seen: a sleeper's reason stays unknown."""
    return {b"R": RUNNING, b"D": WAITING}.get(letter, UNKNOWN)
