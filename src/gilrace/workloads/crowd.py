"""Computing on a machine on which other programs compute, too: what a noisy host does to a measurement.

Each worker starts so many other programs before it begins, in process groups of their own: to whoever watches
the lane they are strangers, as a browser or a build would be. They end when their worker does, however it
ends, because the pipe between the two closes then, and after `MOST_S` seconds in any case.
"""

from __future__ import annotations

import os
import sys
import threading

from gilrace.lane.work import Workload

SPEC = Workload(
    name="crowd",
    summary="Add up squares in pure Python while other programs compute beside.",
    kind="cpu",
    settings={"numbers": 50_000, "others": 0},
    default_items=100,
)

MOST_S = 60
MOST_OTHERS = 4  # for each worker
OTHER = """
import select, sys, time
ends = time.monotonic() + float(sys.argv[1])
while time.monotonic() < ends and not select.select([0], [], [], 0)[0]:
    for _ in range(50_000):
        pass
"""

_lock = threading.Lock()
_pipes: list[int] = []  # the writing end to each of the others; their end is the others' end


def call(item: int, numbers: int = 50_000, others: int = 0) -> int:
    """The squares of slice ``item`` of the whole numbers, ``numbers`` long, added up."""
    return sum(n * n for n in range(item * numbers, (item + 1) * numbers))


def setup(numbers: int = 50_000, others: int = 0) -> None:
    """Start ``others`` programs that compute. Raises ValueError for less than none and for too many."""
    if not 0 <= others <= MOST_OTHERS:
        raise ValueError(f"others cannot be {others}: at most {MOST_OTHERS} for each worker")
    for _ in range(others):
        _start()


def teardown() -> None:
    """End those of one worker; the first of several in a process ends all, for the work is done."""
    with _lock:
        while _pipes:
            os.close(_pipes.pop())


def _start() -> int:
    """Its process id. Nobody waits for it, or its CPU time would count as that of the lane."""
    reading, writing = os.pipe()
    try:
        pid = os.posix_spawn(
            sys.executable,
            [sys.executable, "-I", "-S", "-c", OTHER, str(MOST_S)],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_DUP2, reading, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, 1, 2),
            ],
            setpgroup=0,
        )
    finally:
        os.close(reading)
    with _lock:
        _pipes.append(writing)
    return pid
