"""How late the origin answers: what a lane's figures owe to the server and not to the lane."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

KEPT = 200_000


@dataclass(frozen=True, slots=True)
class Lateness:
    """Of the requests answered so far, or after a certain one. Seconds over the intended delay."""

    requests: int = 0  # all so far
    errors: int = 0  # all so far
    measured: int = 0  # requests behind the figures below
    p50_s: float = 0.0
    p99_s: float = 0.0
    max_s: float = 0.0


class Ledger:
    """Notes each request's lateness; the latest 200 000 are kept."""

    def __init__(self) -> None:
        self.requests = 0
        self.errors = 0
        self._late_s: deque[float] = deque(maxlen=KEPT)

    def note(self, late_s: float, *, error: bool) -> None:
        """One request, answered ``late_s`` later than intended."""
        self.requests += 1
        self.errors += error
        self._late_s.append(late_s)

    def summary(self, after: int = 0) -> Lateness:
        """Of the requests after the first ``after``, as far as they are kept."""
        skipped = max(0, after - (self.requests - len(self._late_s)))
        late = _sorted(islice(self._late_s, skipped, None))
        if not late:
            return Lateness(self.requests, self.errors)
        return Lateness(self.requests, self.errors, len(late), _rank(late, 50), _rank(late, 99), late[-1])


def _sorted(values: Iterable[float]) -> list[float]:
    return sorted(max(0.0, value) for value in values)


def _rank(ordered: list[float], percent: int) -> float:
    """Nearest rank: the smallest value that at least so many percent do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]
