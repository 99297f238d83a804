"""Lanes whose strategy another distribution gives: what their host is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.errors import InputError
from gilrace.lane.order import EngineOrder
from gilrace.strategies import REGISTRY, plugins

if TYPE_CHECKING:
    from gilrace.scenario import LaneSpec


def engine_of(lane: LaneSpec) -> EngineOrder | None:
    """Where the lane's strategy is; None for one of gilrace's own. Raises InputError for a broken one."""
    if lane.strategy in REGISTRY:
        return None
    plugin = plugins.found().get(lane.strategy)
    if plugin is None:
        raise InputError(f"no installed distribution gives a strategy called {lane.strategy}")
    if plugin.problem:
        raise InputError(plugin.problem)
    return EngineOrder(plugin.function, plugin.place, plugin.distribution, plugin.remedy)
