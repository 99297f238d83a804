"""Signals that ask for an end: noted while a race runs, the previous handlers back afterwards."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ending_signals(act: Callable[[int], None]) -> Iterator[None]:
    """Call ``act(signal number)`` for SIGINT, SIGTERM and SIGHUP instead of what they do. Main thread only.

    A signal that was ignored stays ignored (nohup(1) relies on it).
    """

    def handler(number: int, _: FrameType | None) -> None:
        act(number)

    before = {number: signal.getsignal(number) for number in ENDING}
    caught = [number for number, old in before.items() if old is not signal.SIG_IGN]
    for number in caught:
        signal.signal(number, handler)
    try:
        yield
    finally:
        for number in caught:
            signal.signal(number, before[number])
