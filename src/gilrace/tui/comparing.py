"""Two recordings side by side: what to say when both have ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.history.comparing import CLOSE, FASTER, LOST, MISSING, SLOWER, Comparison, compare

if TYPE_CHECKING:
    from gilrace.history.comparing import LaneChange
    from gilrace.race.state import RaceState

ORDER = (FASTER, SLOWER, CLOSE, LOST, MISSING)


def headline(first: RaceState, second: RaceState) -> str:
    """``The second against the first: faster: threads 0.81× · too close to call: sequential``."""
    found = compare(first, second)
    return "The second against the first: " + " · ".join(
        f"{status}: {', '.join(names)}" for status in ORDER if (names := _names(found, status))
    )


def _names(found: Comparison, status: str) -> list[str]:
    return [_name(change) for change in found.lanes if change.status == status]


def _name(change: LaneChange) -> str:
    ratio = change.ratio if change.status in (FASTER, SLOWER) else None
    return f"{change.lane.name} {units.ratio(ratio.value)}" if ratio else change.lane.name
