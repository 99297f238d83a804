"""The lifeline: a pipe by which a child, and all it started, ends with its parent.

Linux: the kernel itself sends SIGTERM to the child's process group when the last writing end closes
(`fcntl(2)`: O_ASYNC, F_SETOWN, F_SETSIG), whatever Python is busy with there. SIGTERM rather than SIGKILL so
that the resource tracker of `multiprocessing`, which ignores it, still removes semaphores.
Elsewhere a thread waits for the end of the pipe.
"""

from __future__ import annotations

import fcntl
import os
import signal
import sys
import threading

F_SETSIG = 10  # linux/fcntl.h; not in the fcntl module


def hold() -> tuple[int, int]:
    """``(end for the child, end to keep)``. Neither is inherited by itself; never write to it."""
    return os.pipe()


def tie_to(fd: int) -> None:
    """In the child, as leader of its own process group: end when the other end of ``fd`` closes."""
    if not sys.platform.startswith("linux"):
        threading.Thread(target=_wait_for_end, args=(fd,), name="lifeline", daemon=True).start()
        return
    fcntl.fcntl(fd, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(fd, F_SETSIG, signal.SIGTERM)
    fcntl.fcntl(fd, fcntl.F_SETFL, fcntl.fcntl(fd, fcntl.F_GETFL) | os.O_ASYNC)
    if _already_cut(fd):
        os.killpg(os.getpgrp(), signal.SIGTERM)


def _already_cut(fd: int) -> bool:
    """Whether the parent went before the kernel was asked to watch."""
    import select

    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return any(event & select.POLLHUP for _, event in poll.poll(0))


def _wait_for_end(fd: int) -> None:
    os.read(fd, 1)
    os.killpg(os.getpgrp(), signal.SIGTERM)
