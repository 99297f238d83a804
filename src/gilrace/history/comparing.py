"""Two races of the same thing, lane by lane: faster, slower, or too close to call.

The races ran at different times, so their rounds do not belong together: the interval of a lane's ratio is
Welch's, 99 % for all lanes of the comparison together, so that one in a hundred comparisons of the same with
the same names a lane at most. What changed on the machine between the two races is not in it.

Where only medians with their intervals are known, as in a trend over past races, the interval of the ratio
is recovered from these. On the logarithmic scale, with l and u the ends of an interval and v its value::

    low  = (v2 - v1) - sqrt((v2 - l2)^2 + (u1 - v1)^2)
    high = (v2 - v1) + sqrt((u2 - v2)^2 + (v1 - l1)^2)

Source: G. Y. Zou, A. Donner, "Construction of confidence limits about effect measures: a general approach",
*Statistics in Medicine* 27 (2008).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gilrace.analysis.reading import by_round, comparable, wall
from gilrace.analysis.separation import separation_apart
from gilrace.analysis.statistics import Estimate
from gilrace.history.fingerprint import SAME

if TYPE_CHECKING:
    from gilrace.race.events import LaneInfo
    from gilrace.race.state import Lane, RaceState

FASTER, SLOWER, CLOSE, MISSING, LOST = "faster", "slower", "too close to call", "not in both", "no time now"


@dataclass(frozen=True, slots=True)
class LaneChange:
    """How a lane of the second race did against the same lane of the first."""

    lane: LaneInfo
    status: str  # FASTER | SLOWER | CLOSE | MISSING | LOST
    before: Estimate | None = None  # wall, ns
    after: Estimate | None = None
    ratio: Estimate | None = None  # wall after / wall before: 1.10 = takes a tenth longer


@dataclass(frozen=True, slots=True)
class Comparison:
    """All lanes, in the order of the first race; and what else differs between the two."""

    lanes: tuple[LaneChange, ...]
    differences: tuple[str, ...] = ()

    @property
    def lost(self) -> tuple[LaneChange, ...]:
        """Lanes that had a time before and raced again without coming to one."""
        return tuple(change for change in self.lanes if change.status == LOST)

    @property
    def slower(self) -> tuple[LaneChange, ...]:
        """Lanes that became slower beyond doubt."""
        return tuple(change for change in self.lanes if change.status == SLOWER)


def compare(before: RaceState, after: RaceState, tolerance: float = 0.0) -> Comparison:
    """Compare the lanes of equal id. Changes within ``tolerance`` (a share: 0.05) count as none."""
    lanes = {lane.info.id: lane for lane in before.lanes}
    later = {lane.info.id: lane for lane in after.lanes}
    names = dict.fromkeys([*lanes, *later])
    both = max(len(lanes.keys() & later.keys()), 1)
    changes = tuple(_change(lanes.get(name), later.get(name), tolerance, both) for name in names)
    return Comparison(changes, tuple(_differences(before, after)))


def _change(before: Lane | None, after: Lane | None, tolerance: float, lanes: int) -> LaneChange:
    lane = before or after
    if lane is None:
        raise ValueError("a change needs a lane")
    first, second = (wall(before) if before else None), (wall(after) if after else None)
    if before is None or after is None or first is None or second is None:
        return LaneChange(lane.info, LOST if first and after else MISSING, first, second)
    walls = [tuple(by_round(x, "wall_ns").values()) for x in (after, before)]
    ratio = separation_apart(walls[0], walls[1], lanes)
    return LaneChange(lane.info, judged(ratio, tolerance), first, second, ratio)


def ratio_of(top: Estimate, bottom: Estimate) -> Estimate:
    """The ratio of two medians that were estimated apart, with its 95 % interval; all above zero."""
    low1, at1, high1 = (math.log(x) for x in (bottom.low, bottom.value, bottom.high))
    low2, at2, high2 = (math.log(x) for x in (top.low, top.value, top.high))
    down = math.hypot(at2 - low2, high1 - at1)
    up = math.hypot(high2 - at2, at1 - low1)
    value = at2 - at1
    return Estimate(
        math.exp(value),
        math.exp(value - down),
        math.exp(value + up),
        min(top.rounds, bottom.rounds),
        top.assumed or bottom.assumed,
    )


def judged(ratio: Estimate, tolerance: float = 0.0) -> str:
    """Slower or faster only where the whole interval lies beyond the tolerance."""
    if ratio.low > 1 + tolerance:
        return SLOWER
    return FASTER if ratio.high < 1 / (1 + tolerance) else CLOSE


def _differences(before: RaceState, after: RaceState) -> Iterator[str]:
    first, second = before.opened, after.opened
    if first is None or second is None:
        return
    for name in ("name", "items", "version", "mode"):
        yield from _differs(_WORDS.get(name, name), getattr(first, name), getattr(second, name))
    for key in SAME:
        yield from _differs(_WORDS.get(key, key), first.machine.get(key), second.machine.get(key))
    if _work(first.scenario) != _work(second.scenario):
        yield "the workload or its settings differ"
    if not (comparable(before) and comparable(after)):
        yield "lanes ran all at once: their times are not comparable"


_WORDS = {
    "name": "scenario",
    "version": "gilrace",
    "python": "Python",
    "cpu_model": "processor",
    "usable_cores": "usable cores",
}


def _differs(what: str, before: Any, after: Any) -> Iterator[str]:
    if before != after:
        yield f"{what}: {before} before, {after} after"


def _work(scenario: Mapping[str, Any]) -> Any:
    return scenario.get("workload")
