"""What handing over a task costs here, measured with tasks that do nothing, and what work pays for it.

A pool of W workers on C cores divides work that computes by K = min(W, C). With d the cost of handing over
one task, S that of starting and ending the pool, and n tasks of t each, one after another takes n t and
the pool S + n (d + t / K) at most, since handing over overlaps with work at best. The two are equal at

    t = (d + S / n) K / (K - 1)

so with many tasks a pool pays from d K / (K - 1) a task: twice its cost on two cores, little more than its
cost on many. The pool is earned back after S K / (K - 1) of work. (Own algebra on those two lines.)
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.analysis.reading import measured
from gilrace.analysis.units import duration
from gilrace.meters import host
from gilrace.own.racing import scenario_of, written

if TYPE_CHECKING:
    from gilrace.race.state import Lane, RaceState
    from gilrace.scenario import Scenario

ITEMS = 2_000
ROUNDS = 3
TYPICAL_S = 6.0  # that it takes
CHUNKS = (1, 100)


@dataclass(frozen=True, slots=True)
class Costs:
    """Nanoseconds on this machine, by strategy and chunk ("threads 1", "processes 100", "asyncio")."""

    cores: int
    workers: int
    task_ns: Mapping[str, float] = field(default_factory=dict)
    pool_ns: Mapping[str, float] = field(default_factory=dict)  # to start and end a pool, by strategy

    @property
    def divisor(self) -> int:
        """By how much a process pool divides computing at best."""
        return min(self.workers, self.cores)

    def pays_from_ns(self, chunk: int) -> float | None:
        """The work of a task from which a process pool gains; None where it never can or was not measured."""
        cost = self.task_ns.get(f"processes {chunk}")
        if cost is None or self.divisor < 2:
            return None
        return cost * self.divisor / (self.divisor - 1)

    def earned_back_ns(self) -> float | None:
        """The work after which a process pool is earned back; None where it never is."""
        cost = self.pool_ns.get("processes")
        if cost is None or self.divisor < 2:
            return None
        return cost * self.divisor / (self.divisor - 1)

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a recording."""
        return asdict(self)


def costs_scenario(folder: Path, items: int = ITEMS, rounds: int = ROUNDS) -> Scenario:
    """A race of tasks that do next to nothing."""
    workers = max(host.usable_cores(), 2)
    lanes: list[Any] = ["sequential", {"asyncio": {"limit": 100}}]
    for strategy in ("threads", "processes"):
        for chunk in CHUNKS:
            label = f"{strategy} {chunk}"
            lanes.append({strategy: {"workers": workers, "chunk": chunk, "label": label}})
    content = written("nothing", items, lanes=lanes, rounds=rounds)
    return scenario_of({**content, "name": "break-even", "title": "What a task costs"}, folder)


def costs_of(state: RaceState) -> Costs:
    """The constants from a race of `costs_scenario`, as far as its lanes finished."""
    lanes = {lane.info.name: lane for lane in state.lanes if measured(lane)}
    base = lanes.pop("sequential", None)
    alone = _task_ns(base) if base else 0.0
    machine = state.opened.machine if state.opened else {}
    pools = {lane.info.strategy: lane for lane in lanes.values()}
    return Costs(
        cores=int(machine.get("usable_cores") or machine.get("cores") or 1),
        workers=max(
            (lane.info.workers for lane in pools.values() if lane.info.strategy == "processes"), default=1
        ),
        task_ns={name: max(_task_ns(lane) - alone, 0.0) for name, lane in lanes.items()},
        pool_ns={name: _pool_ns(lane) for name, lane in pools.items()},
    )


def read(told: Mapping[str, Any]) -> Costs | None:
    """The constants that a recording carries; None where there are none."""
    found = told.get("costs")
    try:
        return Costs(**found) if isinstance(found, Mapping) else None
    except TypeError:
        return None


def _task_ns(lane: Lane) -> float:
    """Time a task from the go signal to the last one's end."""
    return statistics.median(h.metrics["running_ns"] / h.metrics["items"] for h in measured(lane))


def _pool_ns(lane: Lane) -> float:
    return statistics.median(h.metrics["startup_ns"] + h.metrics["winddown_ns"] for h in measured(lane))


def costs_lines(found: Costs) -> tuple[str, ...]:
    """The constants in sentences."""
    return tuple(line for line in (_pays(found), _earned(found), *_tasks(found)) if line)


def _pays(found: Costs) -> str:
    if found.divisor < 2:
        return "With one core, a process pool never pays for work that computes."
    told = [(chunk, found.pays_from_ns(chunk)) for chunk in CHUNKS]
    words = [f"{duration(ns)} a task at chunk {chunk}" for chunk, ns in told if ns is not None]
    return f"A process pool pays from {', '.join(words)}." if words else ""


def _earned(found: Costs) -> str:
    back, cost = found.earned_back_ns(), found.pool_ns.get("processes")
    if back is None:
        return ""
    pool = f"Starting and ending {found.workers} processes takes {duration(cost)}"
    return f"{pool}, earned back after {duration(back)} of work."


def _tasks(found: Costs) -> list[str]:
    names = {
        f"{strategy} {chunk}": f"{strategy}, chunk {chunk}"
        for strategy in ("threads", "processes")
        for chunk in CHUNKS
    }
    told = [f"{names.get(name, name)} {duration(ns)}" for name, ns in found.task_ns.items()]
    return [f"Handing over a task: {'; '.join(told)}."] if told else []


def costs_document(found: Costs) -> dict[str, Any]:
    """The constants and what follows from them, as plain data; what never happens is None."""
    pays = {str(chunk): found.pays_from_ns(chunk) for chunk in CHUNKS}
    return {**found.as_dict(), "process_pool_pays_from_ns": pays, "earned_back_ns": found.earned_back_ns()}
