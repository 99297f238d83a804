"""Whether enough is known to stop an open-ended race."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis.reading import wall

if TYPE_CHECKING:
    from gilrace.race.state import RaceState


def narrow_enough(state: RaceState, share: float) -> bool:
    """Whether every lane's 95 % interval of the median wall time is within plus or minus ``share`` of it."""
    widths = []
    for lane in state.lanes:
        found = wall(lane)
        if found is None:
            continue
        if found.assumed:
            return False
        widths.append((found.high - found.low) / 2 / found.value if found.value else 0.0)
    return bool(widths) and max(widths) <= share
