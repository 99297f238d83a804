"""How a core is called: ``3``, or ``3+7`` where it shares a physical core with another."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.race.state import RaceState


def core_name(state: RaceState, core: int) -> str:
    """Its number, and those of its SMT siblings as far as the recording tells them."""
    groups = state.opened.machine.get("siblings") if state.opened else None
    for group in groups if isinstance(groups, list | tuple) else ():
        if isinstance(group, list | tuple) and core in group:
            return "+".join(str(one) for one in (core, *(other for other in group if other != core)))
    return str(core)
