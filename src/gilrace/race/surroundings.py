"""What took time from a heat without being part of it: a CPU quota, the hypervisor; and where it ran."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.race.events import HeatEnded
    from gilrace.race.sampler import Sampler

STOLEN = 0.02  # of all cores' time


def with_surroundings(event: HeatEnded, sampler: Sampler) -> HeatEnded:
    """The end of a heat that ran, with what the sampler saw around it."""
    metrics, caveats = dict(event.metrics), list(event.caveats)
    visits, throttled, steal = sampler.visits(event.heat), sampler.throttled, sampler.average_steal
    if visits.cores:
        metrics["core_moves"] = visits.moves
    if throttled.periods > 0:
        metrics["throttled_ns"] = throttled.ns
        caveats.append("throttled")
    if steal is not None:
        metrics["steal"] = steal
        if steal > STOLEN:
            caveats.append("time-stolen")
    return replace(event, metrics=metrics, caveats=tuple(caveats), cores=visits.cores)
