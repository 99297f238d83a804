"""How a speed-up grows with the number of workers N: two laws fitted to what was measured.

Amdahl: a share ``s`` of the work stays serial, so S(N) = 1 / (s + (1 - s) / N) and never exceeds 1 / s
(G. M. Amdahl, AFIPS 1967). The universal scalability law adds what workers cost each other:
S(N) = N / (1 + a (N - 1) + b N (N - 1)), with ``a`` the contention for something shared and ``b`` the
coherency, traffic between every two workers, which makes the curve turn down at N = sqrt((1 - a) / b)
(N. J. Gunther, *Guerrilla Capacity Planning* (2007), chapters 4 and 5).

Both are linear in their parameters once written as N / S - 1: equal to ``s`` (N - 1), and to
``a`` (N - 1) + ``b`` N (N - 1). So least squares is a closed form. Neither parameter can be below 0 or above
1; where the plain solution is, the best one on that edge is taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

LEAST_POINTS = 4  # different N: with fewer, two parameters are guesses
MOST_ERROR = 0.15  # of a typical point; beyond, the curve does not follow the law


@dataclass(frozen=True, slots=True)
class Point:
    """One measured point of a curve."""

    workers: int
    wall_ns: float
    speedup: float  # over one worker
    low: float  # of the speed-up's 95 % interval
    high: float

    @property
    def efficiency(self) -> float:
        """Speed-up by worker: 1 = every worker pays in full."""
        return self.speedup / self.workers


@dataclass(frozen=True, slots=True)
class Amdahl:
    """The serial share; ``error`` is the root mean square of relative misses, 0..1."""

    serial: float
    error: float

    @property
    def parallel(self) -> float:
        """The share that is divided among workers."""
        return 1.0 - self.serial

    @property
    def ceiling(self) -> float:
        """The speed-up that no number of workers exceeds; infinite without a serial share."""
        return 1.0 / self.serial if self.serial > 0 else math.inf

    def at(self, workers: float) -> float:
        """The law's speed-up."""
        return workers / (1.0 + self.serial * (workers - 1.0))


@dataclass(frozen=True, slots=True)
class Usl:
    """Contention and coherency; ``error`` is the root mean square of relative misses, 0..1."""

    contention: float
    coherency: float
    error: float

    @property
    def best_workers(self) -> float:
        """The N of the highest speed-up; infinite where the curve never turns."""
        if self.coherency <= 0:
            return math.inf
        return max(math.sqrt((1.0 - self.contention) / self.coherency), 1.0)

    def at(self, workers: float) -> float:
        """The law's speed-up."""
        more = workers - 1.0
        return workers / (1.0 + self.contention * more + self.coherency * workers * more)


@dataclass(frozen=True, slots=True)
class Fit:
    """Both laws for one curve."""

    amdahl: Amdahl
    usl: Usl

    @property
    def follows(self) -> bool:
        """Whether the measured points are near the better law: else its numbers say nothing."""
        return min(self.amdahl.error, self.usl.error) <= MOST_ERROR


def fit(points: Sequence[tuple[int, float]]) -> Fit | None:
    """The laws nearest to (workers, speed-up over one worker) pairs.

    None with fewer than four different N, or where a speed-up is not above zero.
    """
    if len({workers for workers, _ in points}) < LEAST_POINTS:
        return None
    if any(workers < 1 or not 0 < gain < math.inf for workers, gain in points):
        return None
    rows = [(n - 1.0, n * (n - 1.0), n / gain - 1.0) for n, gain in points]
    serial = _within(_alone((x, y) for x, _, y in rows))
    contention, coherency = _nearest(rows)
    return Fit(
        Amdahl(serial, _error(Amdahl(serial, 0.0).at, points)),
        Usl(contention, coherency, _error(Usl(contention, coherency, 0.0).at, points)),
    )


def _nearest(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Both parameters by least squares, each within 0..1: the inner solution, else the best on an edge."""
    inner = _both(rows)
    if inner is not None and all(0.0 <= value <= 1.0 for value in inner):
        return inner
    edges = [(a, _within(_alone((z, y - a * x) for x, z, y in rows))) for a in (0.0, 1.0)]
    edges += [(_within(_alone((x, y - b * z) for x, z, y in rows)), b) for b in (0.0, 1.0)]
    return min(edges, key=lambda edge: _misses(rows, *edge))


def _both(rows: Sequence[tuple[float, float, float]]) -> tuple[float, float] | None:
    """The two normal equations, solved by Cramer's rule; None where they say the same."""
    xx, xz, zz = (
        sum(x * x for x, _, _ in rows),
        sum(x * z for x, z, _ in rows),
        sum(z * z for _, z, _ in rows),
    )
    xy, zy = sum(x * y for x, _, y in rows), sum(z * y for _, z, y in rows)
    determinant = xx * zz - xz * xz
    if determinant <= 1e-12 * xx * zz:
        return None
    return (xy * zz - zy * xz) / determinant, (zy * xx - xy * xz) / determinant


def _misses(rows: Sequence[tuple[float, float, float]], a: float, b: float) -> float:
    return sum((y - a * x - b * z) ** 2 for x, z, y in rows)


def _alone(pairs: Iterable[tuple[float, float]]) -> float:
    """The slope of a line through the origin."""
    known = list(pairs)
    square = sum(x * x for x, _ in known)
    return sum(x * y for x, y in known) / square if square else 0.0


def _within(value: float) -> float:
    return min(max(value, 0.0), 1.0)


def _error(law: Callable[[float], float], points: Sequence[tuple[int, float]]) -> float:
    squares = [(law(workers) / gain - 1.0) ** 2 for workers, gain in points]
    return math.sqrt(sum(squares) / len(squares))
