"""The order of a pipeline: each stage with its settings, and with the server that it asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace import workloads
from gilrace.lane.order import StageOrder, WorkOrder
from gilrace.race.provisions import provisions

if TYPE_CHECKING:
    from gilrace.lane.work import Workload
    from gilrace.scenario import WorkloadSpec
    from gilrace.scenario.stage import StageSpec


def staged(
    stack: ExitStack,
    spec: WorkloadSpec,
    order: WorkOrder,
    items: int | Sequence[object],
    folder: Path,
    cores: int,
) -> tuple[WorkOrder, Mapping[str, Any]]:
    """The order with its stages, and what their server gave. Raises GilraceError."""
    stages: list[StageOrder] = []
    given: dict[str, Any] = {}
    for stage in spec.stages:
        built_in = built_in_of(stage)
        alone = replace(spec, use=stage.use, server=spec.server if stage.asks else None, stages=())
        if not stage.asks:
            alone = replace(alone, url=None)
        settings = {**(built_in.settings if built_in else {}), **stage.settings}
        extra = provisions(stack, alone, built_in, items, settings, folder)
        given.update(extra)
        stages.append(
            StageOrder(
                stage.name,
                stage.use,
                stage.async_ or "",
                stage.strategy,
                stage.worker_count(cores),
                {**settings, **extra},
            )
        )
    return replace(order, use="", stages=tuple(stages)), given


def built_in_of(stage: StageSpec) -> Workload | None:
    """What a built-in stage says of itself."""
    return workloads.load_spec(stage.use) if stage.use in workloads.REGISTRY else None


def asks_for_packages(order: WorkOrder) -> bool:
    """Whether a setting of a stage names a third-party package."""
    return any(
        value in workloads.load_spec(stage.use).packages
        for stage in order.stages
        if stage.use in workloads.REGISTRY
        for value in stage.settings.values()
    )
