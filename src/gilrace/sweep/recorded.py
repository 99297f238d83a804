"""What a recording says of the sweep it is. Documents read it, too: nothing here needs what a race needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.race.state import RaceState


def told_in(state: RaceState) -> Mapping[str, Any]:
    """What a recording says of its sweep; empty for any other race."""
    found = state.opened.scenario.get("sweep") if state.opened else None
    return found if isinstance(found, Mapping) else {}
