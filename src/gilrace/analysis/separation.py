"""How far two lanes' times lie apart: the interval of their ratio that decides who is ahead of whom.

Rounds are interleaved, so the times of one round ran under the same weather: what is compared are the
differences of their logarithms, round by round. A race says who beats whom for every pair of its lanes at
once, so the interval holds for all pairs together: in `MISTAKEN` of races between equal lanes at most does
any pair look different. Two conditions both have to hold, and the wider interval is the answer:

* against the scatter of the whole race: what is left of all lanes' logarithms when each lane's mean and each
  round's mean are taken out. With k lanes and n rounds it has (k - 1)(n - 1) degrees of freedom, so that
  few rounds of several lanes can say something. The tail is shared by the k(k - 1)/2 pairs (Šidák);
* against the scatter of the two themselves: the paired t interval, 95 %. It protects where one lane
  scatters more than the others.

Sources: H. Scheffé, *The Analysis of Variance* (1959), chapter 4 (two-way layout, one observation a cell);
Z. Šidák, "Rectangular confidence regions", *Journal of the American Statistical Association* 62 (1967).
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gilrace.analysis.statistics import Estimate
from gilrace.analysis.student import quantile

MISTAKEN = 0.01  # of races between equal lanes that may name a winner or a loser
ALONE = 0.05  # the tail of a pair judged by its own scatter
FEW = 3  # with fewer rounds there is no interval, only an assumption
ASSUMED = 0.25  # and this is the assumption: a quarter longer, or shorter by as much
NOISES = 4.0  # or so many times the scatter of the machine itself, where that is more
SMALLEST = 0.005  # no difference below this is believed, however calm a race was

Walls = Mapping[int, float]  # by round, all above zero


@dataclass(frozen=True, slots=True)
class Field:
    """Who is compared in a race, and how steady its machine is."""

    lanes: tuple[Walls, ...] = ()  # of every lane that has walls; none = the two in question are alone
    noise: float = 0.0  # the scatter of a fixed loop, as a share: 0.02
    _reach: dict[tuple[int, ...], float] = field(default_factory=dict, repr=False, compare=False)

    def reach(self, rounds: tuple[int, ...]) -> float:
        """Half of the interval that holds for all pairs together; taken once for the same rounds."""
        if rounds not in self._reach:
            self._reach[rounds] = _reach_in_field(rounds, self.lanes)
        return self._reach[rounds]


def separation(top: Walls, bottom: Walls, among: Field | None = None) -> Estimate:
    """How many times longer ``top`` takes: the ratio of medians, and the interval that decides.

    Raises `ValueError` without values.
    """
    if among is None or len(among.lanes) < 2:
        among = Field((top, bottom), among.noise if among else 0.0)
    shared = sorted(top.keys() & bottom.keys())
    if len(shared) < FEW:
        return _assumption(top, bottom, among.noise)
    value = statistics.median(top[k] for k in shared) / statistics.median(bottom[k] for k in shared)
    differences = [math.log(top[k] / bottom[k]) for k in shared]
    mean = statistics.fmean(differences)
    reach = max(among.reach(tuple(shared)), _reach_alone(differences), SMALLEST)
    return _around(value, mean, reach, len(shared))


def separation_apart(top: Sequence[float], bottom: Sequence[float], comparisons: int = 1) -> Estimate:
    """The same of walls that were measured at different times, so that no rounds belong together.

    Welch's t interval on logarithms; the tail is shared by so many comparisons. Raises `ValueError` without
    values. Source: B. L. Welch, "The generalization of Student's problem", *Biometrika* 34 (1947).
    """
    if min(len(top), len(bottom)) < FEW:
        return _assumption(dict(enumerate(top)), dict(enumerate(bottom)), 0.0)
    over, under = [math.log(x) for x in top], [math.log(x) for x in bottom]
    parts = [statistics.variance(logs) / len(logs) for logs in (over, under)]
    freedom = sum(parts) ** 2 / max(
        parts[0] ** 2 / (len(over) - 1) + parts[1] ** 2 / (len(under) - 1), 1e-300
    )
    tail = 1 - (1 - MISTAKEN) ** (1 / comparisons)
    reach = max(quantile(tail, max(int(freedom), 1)) * math.sqrt(sum(parts)), SMALLEST)
    mean = statistics.fmean(over) - statistics.fmean(under)
    value = statistics.median(top) / statistics.median(bottom)
    return _around(value, mean, reach, min(len(top), len(bottom)))


def _around(value: float, mean: float, reach: float, rounds: int) -> Estimate:
    """From the logarithmic scale; the ratio of medians is always inside."""
    low, high = math.exp(max(mean - reach, -600.0)), math.exp(min(mean + reach, 600.0))
    return Estimate(value, min(low, value), max(high, value), rounds)


def _assumption(top: Walls, bottom: Walls, noise: float) -> Estimate:
    """A quarter either way, more where the machine is unsteady, and at least all that was seen."""
    if not top or not bottom:
        raise ValueError("a ratio needs at least one value on either side")
    value = statistics.median(top.values()) / statistics.median(bottom.values())
    seen = [a / b for a in top.values() for b in bottom.values()]
    factor = max(1 + ASSUMED, math.exp(NOISES * noise))
    low, high = min(value / factor, *seen), max(value * factor, *seen)
    return Estimate(value, low, high, min(len(top), len(bottom)), assumed=True)


def _reach_alone(differences: Sequence[float]) -> float:
    """Half of the paired t interval, on the logarithmic scale."""
    count = len(differences)
    return quantile(ALONE, count - 1) * statistics.stdev(differences) / math.sqrt(count)


def _reach_in_field(rounds: Sequence[int], lanes: Sequence[Walls]) -> float:
    """Half of the interval that holds for all pairs together; lanes without these rounds lend no scatter."""
    logs = [[math.log(lane[k]) for k in rounds] for lane in lanes if all(k in lane for k in rounds)]
    pairs = len(lanes) * (len(lanes) - 1) / 2
    freedom = (len(logs) - 1) * (len(rounds) - 1)
    if freedom < 1:  # nobody else ran these rounds
        return 0.0
    tail = 1 - (1 - MISTAKEN) ** (1 / pairs)
    return quantile(tail, freedom) * math.sqrt(2 * _scatter(logs) / freedom / len(rounds))


def _scatter(logs: Sequence[Sequence[float]]) -> float:
    """The sum of squares that neither lane nor round explains."""
    lanes = [statistics.fmean(row) for row in logs]
    weather = [statistics.fmean(column) for column in zip(*logs, strict=True)]
    middle = statistics.fmean(lanes)
    return sum(
        (value - lane - today + middle) ** 2
        for row, lane in zip(logs, lanes, strict=True)
        for value, today in zip(row, weather, strict=True)
    )
