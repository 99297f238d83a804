"""How often something may be looked at: as often as asked for, while that costs at most a share of a core."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SHARE = 0.01  # of one core, for looks at what a lane's threads do
CREDIT_NS = 20_000_000  # CPU time for a start: first looks cost more, and short heats need theirs


class Allowance:
    """CPU time that this thread may spend on looks, growing with the time that passes."""

    def __init__(
        self,
        share: float = SHARE,
        credit_ns: int = CREDIT_NS,
        cpu: Callable[[], int] = time.thread_time_ns,
    ) -> None:
        self._share, self._credit_ns, self._cpu = share, credit_ns, cpu
        self._since: int | None = None
        self._spent_ns = 0

    def allows(self, now_ns: int) -> bool:
        """Whether there is anything left to spend at this time, in ns of any clock."""
        self._since = now_ns if self._since is None else self._since
        return self._spent_ns <= self._credit_ns + self._share * (now_ns - self._since)

    @contextmanager
    def spending(self) -> Iterator[None]:
        """What this block takes is spent."""
        before = self._cpu()
        yield
        self._spent_ns += self._cpu() - before
