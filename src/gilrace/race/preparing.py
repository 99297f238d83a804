"""Before the clock: interpreters, what the work waits for, how many items there are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace import workloads
from gilrace.errors import GilraceError, InputError
from gilrace.lane.order import HeatOrder, WorkOrder
from gilrace.meters import host
from gilrace.race import staging
from gilrace.race.events import LaneInfo
from gilrace.race.lane_process import LaneProcess, Launch
from gilrace.race.lane_python import LanePython, lane_python
from gilrace.race.outside import engine_of
from gilrace.race.plan import PlannedLane
from gilrace.race.provisions import ServerWatch, provisions

if TYPE_CHECKING:
    from gilrace.lane.work import Workload
    from gilrace.scenario import LaneSpec, Scenario, WorkloadSpec

INSPECT_S = 30.0


@dataclass(frozen=True, slots=True)
class Prepared:
    """A race ready to be opened."""

    lanes: tuple[PlannedLane, ...]
    work: WorkOrder
    kind: str  # cpu | io | mixed
    items: int
    folder: Path
    server_was_late: Callable[[], bool] = lambda: False  # asked after each heat


@contextmanager
def prepared(scenario: Scenario, folder: Path) -> Iterator[Prepared]:
    """Everything a race needs, taken down again at the end. Raises GilraceError."""
    spec = scenario.workload
    if spec is None:
        raise InputError(f"{scenario.name} is a demo, not a race", advice="Races have a `workload:`.")
    built_in = workloads.load_spec(spec.use) if spec.use in workloads.REGISTRY else None
    first = staging.built_in_of(spec.stages[0]) if spec.stages else built_in
    items = _items(spec, scenario, first)
    with ExitStack() as stack:
        settings = {**(built_in.settings if built_in else {}), **spec.settings}
        order = WorkOrder(spec.use, spec.async_ or "", items, settings, _folder_of(scenario))
        if spec.stages:
            numbers, cores = _numbers(items), host.usable_cores()
            order, extra = staging.staged(stack, spec, order, numbers, folder, cores)
        else:
            extra = provisions(stack, spec, built_in, _numbers(items), settings, folder)
            settings.update(extra)
        lanes = tuple(_lane(lane, order, built_in, 0) for lane in scenario.lanes)
        count = _count(items) if "call" not in items else _inspect(order, lanes, folder)
        lanes = tuple(_lane(lane, order, built_in, count) for lane in scenario.lanes)
        watch = ServerWatch.of(spec.url or spec.settings.get("url"), extra)
        yield Prepared(lanes, order, scenario.kind, count, folder, watch)


def _folder_of(scenario: Scenario) -> str:
    return str(scenario.path.resolve().parent)


def _items(spec: WorkloadSpec, scenario: Scenario, built_in: Workload | None) -> dict[str, Any]:
    """The items' description in the order's words; a glob is expanded here, in sorted order."""
    items = spec.items
    if items is None:
        return {"count": built_in.default_items if built_in else 100}
    if items.glob is not None:
        found = sorted(str(path) for path in Path(_folder_of(scenario)).glob(items.glob) if path.is_file())
        if not found:
            raise InputError(
                f"no file matches items: {{glob: {items.glob!r}}}", advice="It is relative to the scenario."
            )
        return {"list": found}
    for kind in ("count", "list", "range", "call"):
        value = getattr(items, kind)
        if value is not None:
            return {kind: list(value) if kind in ("list", "range") else value}
    raise InputError("the workload has no items")


def _numbers(items: Mapping[str, Any]) -> int | Sequence[object]:
    """A count, or the items themselves where they are known before a lane runs."""
    if "range" in items:
        return range(*items["range"])
    found: int | Sequence[object] = items.get("list", items.get("count", 0))
    return found


def _count(items: Mapping[str, Any]) -> int:
    if "count" in items:
        return int(items["count"])
    return len(range(*items["range"])) if "range" in items else len(items["list"])


def _lane(lane: LaneSpec, order: WorkOrder, built_in: Workload | None, items: int) -> PlannedLane:
    cores = host.usable_cores()
    workers = lane.worker_count(cores, items)
    info = LaneInfo(
        lane.id,
        lane.letter,
        lane.name,
        lane.strategy,
        workers,
        lane.describe(cores, items),
        lane.python or "",
        lane.yardstick,
        tuple(stage.name for stage in lane.stages),
    )
    python, problem, engine = LanePython(sys.executable), "", None
    try:
        engine = engine_of(lane)
        python = lane_python(lane)
    except GilraceError as error:
        problem = error.in_a_line
    packages = built_in.packages if built_in else ()
    settings = {**order.settings, **lane.settings}
    asks = any(value in packages for value in settings.values()) or staging.asks_for_packages(order)
    isolated = order.built_in and engine is None and not asks
    return PlannedLane(
        info,
        lane.chunk,
        lane.start or "",
        python.executable,
        isolated,
        problem,
        lane.settings,
        lane.options,
        engine,
        python.gil,
    )


def launch_of(lane: PlannedLane, folder: Path) -> Launch:
    """How a lane's host is started."""
    return Launch.of(lane.executable, lane.isolated, folder, lane.gil)


def order_of(lane: PlannedLane, work: WorkOrder) -> HeatOrder:
    """What a lane's host is told; the descriptors are filled in when it starts."""
    if lane.settings:
        work = replace(work, settings={**work.settings, **lane.settings})
    return HeatOrder(
        work,
        lane.info.strategy,
        lane.info.workers,
        lane.chunk,
        lane.start,
        engine=lane.engine,
        options=lane.options,
    )


def _inspect(order: WorkOrder, lanes: tuple[PlannedLane, ...], folder: Path) -> int:
    """Ask a lane host how many items the user's function makes. Raises GilraceError."""
    import selectors

    lane = next((x for x in lanes if not x.problem), lanes[0])
    process = LaneProcess(launch_of(lane, folder), HeatOrder(order, "", 1), folder)
    told: list[dict[str, Any]] = []
    try:
        with selectors.DefaultSelector() as selector:
            selector.register(process.events_fd, selectors.EVENT_READ)
            while not told:
                if not selector.select(INSPECT_S):
                    raise InputError(f"{order.items['call']} made no items within {INSPECT_S:g} s")
                told = process.events()
                if not told and process.ended() is not None:
                    break
        if told and told[0]["kind"] == "loaded":
            return int(told[0]["items"])
        raise InputError(told[0]["reason"] if told else "the items could not be made", advice=process.tail())
    finally:
        process.close()
