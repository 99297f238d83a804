"""How the newest race of a scenario compares with those before it, on the same machine and the same file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.statistics import Estimate, median_estimate
from gilrace.history.comparing import judged, ratio_of

if TYPE_CHECKING:
    from gilrace.history.past import PastLane, PastRun


@dataclass(frozen=True, slots=True)
class LaneTrend:
    """One lane's median wall times over past races."""

    lane: PastLane
    walls: tuple[float, ...]  # ns, oldest first, the newest race's last
    ratio: Estimate | None = None  # the newest against the median of those before; None = nothing before
    status: str = ""  # faster | slower | too close to call, "" without a ratio


def trends(runs: Sequence[PastRun]) -> tuple[LaneTrend, ...]:
    """Of the lanes of the newest fair race; ``runs`` are newest first.

    The interval of what was before spans the spread from race to race, not only from round to round.
    """
    fair = [run for run in runs if run.mode == "fair"]
    if not fair:
        return ()
    newest = fair[0]
    alike = [run for run in fair if (run.machine, run.digest) == (newest.machine, newest.digest)]
    return tuple(_trend(lane, alike) for lane in newest.lanes if lane.wall is not None)


def _trend(lane: PastLane, runs: Sequence[PastRun]) -> LaneTrend:
    walls = tuple(
        other.wall.value
        for run in reversed(runs)
        for other in run.lanes
        if other.id == lane.id and other.wall is not None
    )
    if len(walls) < 2 or lane.wall is None:
        return LaneTrend(lane, walls)
    ratio = ratio_of(lane.wall, median_estimate(walls[:-1]))
    return LaneTrend(lane, walls, ratio, judged(ratio))
