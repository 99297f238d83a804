"""The curve of a strategy: its measured points by number of workers, the laws fitted to them, in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gilrace.analysis.eligibility import exclusions
from gilrace.analysis.reading import cores, measured, reading, wall_ratio, yardstick
from gilrace.analysis.scaling import LEAST_POINTS, Fit, Point, fit
from gilrace.analysis.units import count, percent, ratio

if TYPE_CHECKING:
    from gilrace.race.state import Lane, RaceState
    from gilrace.sweep.candidate import Candidate

WAITING = 0.5  # CPU by wall of one worker below which it mostly waits
NOUNS = {"threads": "thread", "processes": "process", "asyncio": "task"}
FLAT = 1.1  # a best speed-up below which there is nothing to gain


@dataclass(frozen=True, slots=True)
class Curve:
    """One strategy's, chunk auto where it was tried. The empty value has no points."""

    strategy: str
    points: tuple[Point, ...] = ()
    fit: Fit | None = None
    cores: int = 0
    waits: bool = False  # one worker mostly waits: cores are no limit
    borrowed: bool = False  # N = 1 is the yardstick's, not its own

    @property
    def laws(self) -> Fit | None:
        """The fit, where the points follow it: one that misses them is not worth drawing."""
        return self.fit if self.fit is not None and self.fit.follows else None

    @property
    def beyond(self) -> bool:
        """Whether more workers than cores were measured, on work that needs the cores."""
        return not self.waits and 0 < self.cores < max((p.workers for p in self.points), default=0)

    @property
    def top(self) -> Point | None:
        """The measured point of the highest speed-up."""
        return max(self.points, key=lambda p: p.speedup, default=None)

    @property
    def sentence(self) -> str:
        """What to learn from the curve."""
        return " ".join(filter(None, (_gain(self), self.warning)))

    @property
    def warning(self) -> str:
        """What not to read into the fit; empty where there is nothing to warn of."""
        if not self.beyond:
            return ""
        told = f"{count(self.cores, 'core')} here: points with N > {self.cores} share them"
        return f"{told}; the fit is an illustration." if self.laws else f"{told}."


def curves(state: RaceState, found: Mapping[str, Candidate]) -> tuple[Curve, ...]:
    """The curves of every strategy that was measured with two numbers of workers or more."""
    names = dict.fromkeys(one.strategy for one in found.values() if one.strategy != "sequential")
    made = (curve(state, found, name) for name in names)
    return tuple(one for one in made if len(one.points) > 1)


def curve(state: RaceState, found: Mapping[str, Candidate], strategy: str) -> Curve:
    """One strategy's curve; without points where less than two numbers of workers were measured."""
    out = exclusions(state)
    sound = [lane for lane in state.lanes if measured(lane) and lane.info.id not in out]
    lanes = _lanes(sound, found, strategy)
    own = lanes.get(1)
    base = own or next((lane for lane in sound if lane is yardstick(state)), None)
    if base is None or not lanes:
        return Curve(strategy)
    by_workers = {1: base, **lanes}
    points = tuple(_point(by_workers[n], base, n) for n in sorted(by_workers))
    made = Curve(strategy, points, cores=cores(state), waits=_waits(base), borrowed=own is None)
    return replace(made, fit=fit([(p.workers, p.speedup) for p in points]))


def _lanes(sound: Sequence[Lane], found: Mapping[str, Candidate], strategy: str) -> dict[int, Lane]:
    """A measured lane for each number of workers: of several chunks the first, which is auto if tried."""
    lanes: dict[int, Lane] = {}
    for lane in sound:
        one = found.get(lane.info.id)
        if one is not None and one.strategy == strategy:
            lanes.setdefault(one.workers, lane)
    return lanes


def _point(lane: Lane, base: Lane, workers: int) -> Point:
    wall = reading(lane).get("wall_ns") or 0.0
    gain = wall_ratio(base, lane) if lane is not base else None
    if gain is None:
        return Point(workers, wall, 1.0, 1.0, 1.0)
    return Point(workers, wall, gain.value, gain.low, gain.high)


def _waits(base: Lane) -> bool:
    """Whether one worker leaves its core free most of the time, time without a core left out."""
    last = measured(base)[-1]
    had = last.elapsed_ns - last.queue_ns
    return had > 0 and last.metrics.get("cpu_ns", 0.0) / had < WAITING


def _gain(one: Curve) -> str:
    top = one.top
    if top is None or len(one.points) < 2:
        return ""
    noun = NOUNS.get(one.strategy, "worker")
    if top.speedup < FLAT:
        return f"{one.strategy.capitalize()}: more than one {noun} gains nothing."
    many = count(top.workers, noun, "processes" if noun == "process" else "")
    told = f"{one.strategy.capitalize()}: {ratio(top.speedup)} with {many}, {percent(top.efficiency)} each"
    last = one.points[-1]
    if last.workers == top.workers:
        return f"{told}, and still gaining." if last.speedup > FLAT * one.points[-2].speedup else f"{told}."
    return f"{told}; more does not gain."


def fit_words(one: Curve) -> tuple[str, ...]:
    """Lines about the fit, or why there is none."""
    if one.fit is None:
        return (f"no fit: it takes {LEAST_POINTS} different numbers of workers",) if one.points else ()
    if not one.fit.follows:
        return (f"no fit: the points miss both laws by {percent(one.fit.usl.error)}",)
    amdahl, usl = one.fit.amdahl, one.fit.usl
    ceiling = "no ceiling seen" if math.isinf(amdahl.ceiling) else f"ceiling {ratio(amdahl.ceiling)}"
    best = "no turn seen" if math.isinf(usl.best_workers) else f"best at N = {usl.best_workers:.1f}"
    return (
        f"Amdahl: {percent(amdahl.parallel)} parallel, {ceiling}",
        f"USL: contention {usl.contention:.3f}, coherency {usl.coherency:.4f}, {best}",
    )
