"""Medians and how far to trust them: bootstrap intervals of a median and of a ratio of medians.

Rounds are interleaved, so two lanes of one round ran under the same weather: ratios resample whole
rounds. Resampling has a fixed seed; the same recording always gives the same interval.

Sources: B. Efron, R. Tibshirani, *An Introduction to the Bootstrap* (1993), chapter 13 (percentile
interval). Fewer than six rounds cannot reach 95 % that way: the widest interval of order statistics,
minimum to maximum, covers the median with probability 1 - 2^(1-n) only (H. A. David, H. N. Nagaraja,
*Order Statistics* (2003), section 7.1). There, Student's t interval on logarithms, centred on the
median, widens it.
"""

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

RESAMPLES = 2000
FEW = 3  # with fewer values there is no interval, only an assumption
ASSUMED = 0.10  # and this is the assumption: plus or minus a tenth
_DRAWS = 200_000  # values drawn at most, however many rounds there are
_T_975 = {3: 4.303, 4: 3.182, 5: 2.776}  # Student's t, 97.5 %, n - 1 degrees of freedom


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float
    rounds: int
    assumed: bool = False  # too few rounds: value plus or minus ASSUMED, or all that was seen

    @property
    def plus_minus(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2

    def holds(self, limit: float) -> bool:
        """Whether the interval contains that value."""
        return self.low <= limit <= self.high


def median_estimate(values: Sequence[float]) -> Estimate:
    """The median and its 95 % interval. Raises `ValueError` without values."""
    kept = tuple(values)
    if not kept:
        raise ValueError("a median needs at least one value")
    if len(kept) < FEW:
        return _assumption(statistics.median(kept), kept)
    return _estimate(statistics.median(kept), sorted(_medians(kept, 1)), kept)


def ratio_estimate(top: Mapping[int, float], bottom: Mapping[int, float]) -> Estimate:
    """median(top) / median(bottom) and its 95 % interval; both are values by round, all above zero.

    Rounds run by both are resampled together; with fewer than three of them, each side for itself.
    Raises `ValueError` without values.
    """
    shared = sorted(top.keys() & bottom.keys())
    if len(shared) >= FEW:
        return _paired([top[k] for k in shared], [bottom[k] for k in shared])
    return _unpaired(list(top.values()), list(bottom.values()))


def _paired(top: Sequence[float], bottom: Sequence[float]) -> Estimate:
    drawn = zip(_medians(tuple(top), 1), _medians(tuple(bottom), 1), strict=True)
    pairs = [a / b for a, b in zip(top, bottom, strict=True)]
    value = statistics.median(top) / statistics.median(bottom)
    return _estimate(value, sorted(a / b for a, b in drawn), pairs)


def _unpaired(top: Sequence[float], bottom: Sequence[float]) -> Estimate:
    if not top or not bottom:
        raise ValueError("a ratio needs at least one value on either side")
    value = statistics.median(top) / statistics.median(bottom)
    rounds = min(len(top), len(bottom))
    if rounds < FEW:
        return replace(_assumption(value, [a / b for a in top for b in bottom]), rounds=rounds)
    over, under = median_estimate(top), median_estimate(bottom)
    return Estimate(value, over.low / under.high, over.high / under.low, rounds)


def _assumption(value: float, seen: Sequence[float]) -> Estimate:
    """Plus or minus a tenth, and at least all that was seen."""
    spread = abs(value) * ASSUMED
    low, high = min(value - spread, *seen), max(value + spread, *seen)
    return Estimate(value, low, high, len(seen), assumed=True)


def _estimate(value: float, ordered: Sequence[float], values: Sequence[float]) -> Estimate:
    low, high = ordered[round(0.025 * (len(ordered) - 1))], ordered[round(0.975 * (len(ordered) - 1))]
    spread = _student_spread(values)
    return Estimate(value, min(low, value / spread), max(high, value * spread), len(values))


def _student_spread(values: Sequence[float]) -> float:
    """The factor by which to widen either way; 1 from six values on."""
    t = _T_975.get(len(values))
    if t is None or min(values) <= 0:
        return 1.0
    spread = statistics.stdev(math.log(v) for v in values) / math.sqrt(len(values))
    return math.exp(min(t * spread, 50.0))


@lru_cache(maxsize=512)
def _medians(values: tuple[float, ...], seed: int) -> tuple[float, ...]:
    """The median of every resample: found as a rank, so that nothing is sorted but small integers."""
    order = sorted(range(len(values)), key=values.__getitem__)
    rank = [0] * len(values)
    for place, index in enumerate(order):
        rank[index] = place
    ordered = [values[index] for index in order]
    low, high = (len(values) - 1) // 2, len(values) // 2
    ranks = (sorted([rank[k] for k in draw]) for draw in _draws(len(values), seed))
    return tuple((ordered[r[low]] + ordered[r[high]]) / 2 for r in ranks)


@lru_cache(maxsize=16)
def _draws(count: int, seed: int) -> tuple[tuple[int, ...], ...]:
    """Which rounds each resample consists of; the same for every lane, so that rounds stay together."""
    source, population = random.Random(seed * 1_000_003 + count), range(count)
    resamples = max(200, min(RESAMPLES, _DRAWS // count))
    return tuple(tuple(source.choices(population, k=count)) for _ in range(resamples))
