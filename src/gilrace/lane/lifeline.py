"""A pipe that ends a child's whole process group when its parent is gone, however it went.

The parent holds the writing end, and only the parent: ends made here are closed on exec. On Linux the
kernel itself signals the group once that end closes, so a child that is deadlocked or holds the GIL for
ever goes as well. Elsewhere a thread waits for the end of the file. One pipe for each child: who is to be
signalled belongs to the open file, not to the process.
"""

from __future__ import annotations

import fcntl
import os
import select
import signal
import threading

KERNEL_SIGNALS = hasattr(fcntl, "F_SETSIG")


def hold() -> tuple[int, int]:
    """A new lifeline: ``(reading end, writing end)``, for the parent.

    Hand the reading end to one child (``pass_fds``), close it here, and keep the writing end open for as
    long as the child may live. Closing it ends the child.
    """
    return os.pipe()


def tie_to(fd: int, signum: int = signal.SIGTERM) -> None:
    """Let this process's group be sent ``signum`` when the other end of ``fd`` is closed; for the child.

    The group only when this process leads one, else the process alone. Raises OSError for a bad ``fd``.
    """
    os.set_inheritable(fd, False)
    if not (KERNEL_SIGNALS and _tied_by_kernel(fd, signum)):
        threading.Thread(target=_wait_for_end, args=(fd, signum), daemon=True, name="lifeline").start()
    if _is_cut(fd):
        _signal_group(signum)


def _tied_by_kernel(fd: int, signum: int) -> bool:
    """Whether the kernel will do it: some sandboxes know these calls and refuse them."""
    flags = fcntl.fcntl(fd, fcntl.F_GETFL)
    try:
        fcntl.fcntl(fd, fcntl.F_SETOWN, -os.getpid() if _leads_a_group() else os.getpid())
        fcntl.fcntl(fd, fcntl.F_SETSIG, signum)
        fcntl.fcntl(fd, fcntl.F_SETFL, flags | os.O_ASYNC)
    except OSError:
        return False
    return bool(fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ASYNC)


def _is_cut(fd: int) -> bool:
    """Whether the parent was gone before the kernel was asked: no signal comes for the past."""
    poll = select.poll()
    poll.register(fd, 0)
    return bool(poll.poll(0))


def _wait_for_end(fd: int, signum: int) -> None:
    while os.read(fd, 4096):
        pass
    _signal_group(signum)


def _signal_group(signum: int) -> None:
    if _leads_a_group():
        os.killpg(os.getpid(), signum)
    else:
        os.kill(os.getpid(), signum)


def _leads_a_group() -> bool:
    return os.getpgrp() == os.getpid()
