"""A limit for silence: a process in which no execution ends for a while says where it is, and ends.

One in a process, as `faulthandler`, whose timer it is: so it also ends a loop in C that never lets
another thread run. Without `begin` nothing is limited; after `end` no longer.
"""

from __future__ import annotations

import faulthandler
from time import monotonic

_limit_s = 0.0
_fd = -1
_armed_s = 0.0


def begin(limit_s: float, fd: int) -> None:
    """From now on, end this process when ``limit_s`` go by without `go_on`; where it was goes to ``fd``."""
    global _limit_s, _fd
    _limit_s, _fd = limit_s, fd
    _arm()


def go_on() -> None:
    """Something was done: wait anew. Takes effect within a quarter of the limit."""
    if _limit_s and monotonic() - _armed_s > _limit_s / 4:
        _arm()


def end() -> None:
    """Silence may last from now on: nothing is being done."""
    global _limit_s  # noqa: PLW0603
    _limit_s = 0.0
    faulthandler.cancel_dump_traceback_later()


def _arm() -> None:
    global _armed_s  # noqa: PLW0603
    _armed_s = monotonic()
    faulthandler.dump_traceback_later(_limit_s, exit=True, file=_fd)
