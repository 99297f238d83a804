"""Courtesy: spectators keep out of the way of the race they look at.

All of them together use a small share of a machine whose cores are busy, and more of cores that are idle.
Each pays for what it has used before it looks again, so that nobody has to know what a look costs. It pays at
the rate of the moment at which it asks: what idle cores give is used while they are idle.
"""

from __future__ import annotations

import os
from contextlib import suppress
from time import monotonic, process_time

from gilrace.meters.idle import IdleCores

NICENESS = 15  # after the lanes, which are nice by 10, and yet soon there where these use every core
BUSY_SHARE = 0.01  # of all cores, for all spectators together, while there is no idle one
IDLE_SHARE = 0.25  # of the idle ones
LONGEST_S = 60.0  # without a look
TICK_S = 0.05  # of all spectators together: how often one of them asks whether it may look


def step_back() -> None:
    """Let others go first."""
    with suppress(OSError):
        os.nice(NICENESS)


class Courtesy:
    """Says when to look next."""

    def __init__(self) -> None:
        self._debt_s = 0.0  # CPU used and not yet paid for
        self._looked = self._at = monotonic()
        self._used = process_time()
        self._idle = IdleCores()

    def may_look(self, people: int) -> bool:
        """Whether the last look is paid for, where so many people look."""
        now, used = monotonic(), process_time()
        passed = min(now - self._at, 2 * pause_s(people, 1))  # who was away is not paid for it
        income = budget(self._idle.read()) * passed / people
        self._debt_s = max(0.0, self._debt_s + used - self._used - income)
        self._at, self._used = now, used
        if self._debt_s > 0 and now - self._looked < LONGEST_S:
            return False
        self._looked = now
        return True


def budget(idle_cores: float) -> float:
    """Cores that all spectators together may use, where so many are idle."""
    return max(BUSY_SHARE * (os.cpu_count() or 1), IDLE_SHARE * idle_cores)


def pause_s(people: int, fps: float) -> float:
    """How long to wait before asking again."""
    return max(1 / fps, people * TICK_S)
