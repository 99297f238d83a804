"""What a sweep tries: strategies x workers x chunks, as asked for or as fits the work and the machine."""

from __future__ import annotations

import math
import string
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from gilrace import workloads
from gilrace.errors import InputError
from gilrace.meters import host
from gilrace.scenario.model import MOST_PROCESSES, MOST_TASKS, MOST_THREADS
from gilrace.sweep.candidate import CHUNKED, STRATEGIES, Candidate

if TYPE_CHECKING:
    from gilrace.scenario import LaneSpec, Scenario

WIDE = (16, 32, 64)  # threads that only waiting can make use of
TASKS = (4, 8, 32, 100)  # of asyncio at once
CHUNKS: tuple[int | None, ...] = (None, 1, 16)
MOST_WORKERS = {"threads": MOST_THREADS, "processes": MOST_PROCESSES, "asyncio": MOST_TASKS}
LETTERS = string.ascii_uppercase + string.ascii_lowercase + string.digits


@dataclass(frozen=True, slots=True)
class Grid:
    """What to try. Empty: what fits."""

    strategies: tuple[str, ...] = ()
    workers: tuple[int, ...] = ()
    chunks: tuple[int | None, ...] = ()  # None = auto


def candidates(scenario: Scenario, grid: Grid, cores: int | None = None) -> tuple[Candidate, ...]:
    """The yardstick first, then everything with chunk auto, then the other chunks; of each, first what tells
    most, should the time not be enough for all. Raises InputError.
    """
    there, items = cores or host.usable_cores(), known_items(scenario)
    tried = [
        Candidate(strategy, count)
        for strategy in _strategies(scenario, grid)
        for count in _no_more_than(items, _workers(strategy, grid, there))
    ]
    plain = [Candidate("sequential"), *sorted(tried, key=lambda one: _telling(one, there))]
    chunks = grid.chunks or CHUNKS
    chunked = [
        Candidate(one.strategy, one.workers, chunk)
        for chunk in chunks
        if chunk is not None and (grid.chunks or chunk <= max(items // 2, 1) or not items)
        for one in plain
        if one.strategy in CHUNKED and (grid.workers or one.workers <= widest(there))
    ]
    kept = [one for one in plain if one.strategy not in CHUNKED or None in chunks]
    found = tuple(chain(kept, chunked))
    if len(found) < 2:
        raise InputError("there is nothing to compare", advice="Name a strategy besides sequential.")
    if len(found) > len(LETTERS):
        raise InputError(
            f"{len(found)} candidates are too many: at most {len(LETTERS)} can be told apart",
            advice="Name fewer workers or chunks: --workers 1,2,4,8 --chunks auto,16.",
        )
    return found


def _telling(one: Candidate, cores: int) -> float:
    """Smaller tells more: a worker a core, then twice as many and so on; fewer, only for the curve."""
    usual = TASKS[2] if one.strategy == "asyncio" else cores
    more = math.log2(one.workers / usual)
    return more if more >= 0 else 100.0 - more


def lanes(found: tuple[Candidate, ...]) -> tuple[LaneSpec, ...]:
    """The candidates as lanes, each with a letter of its own, its strategy's where that is free."""
    taken: set[str] = set()
    made = []
    for one in found:
        letter = next(x for x in _wishes(one) if x not in taken)
        taken.add(letter)
        made.append(one.lane(letter))
    return tuple(made)


def _wishes(one: Candidate) -> Iterator[str]:
    """The strategy's own letter, then those no strategy wants, then the rest."""
    yield one.strategy[0].upper()
    wanted = {name[0].upper() for name in STRATEGIES}
    yield from (letter for letter in LETTERS if letter not in wanted)
    yield from LETTERS


def _strategies(scenario: Scenario, grid: Grid) -> Iterator[str]:
    for strategy in STRATEGIES[1:]:
        if strategy in grid.strategies or (
            not grid.strategies and (strategy != "asyncio" or awaitable(scenario))
        ):
            yield strategy


def awaitable(scenario: Scenario) -> bool:
    """Whether the work has an awaitable twin, or is a coroutine itself."""
    spec = scenario.workload
    if spec is None:
        return False
    if spec.built_in:
        return hasattr(workloads.load_module(spec.use), "acall")
    from gilrace.own.source import is_coroutine

    return bool(spec.async_) or is_coroutine(spec.use, scenario.path.resolve().parent)


def _workers(strategy: str, grid: Grid, cores: int) -> tuple[int, ...]:
    if grid.workers:
        over = [count for count in grid.workers if count > MOST_WORKERS[strategy]]
        if over:
            raise InputError(
                f"{over[0]} {strategy} are too many: at most {MOST_WORKERS[strategy]}",
                advice="Give fewer with --workers.",
            )
        return tuple(sorted(set(grid.workers)))
    if strategy == "asyncio":
        return TASKS
    most = widest(cores)
    doubled = (1 << power for power in range(most.bit_length()))
    wide = [count for count in WIDE if count > most and strategy == "threads"]
    return (*doubled, *wide)


def _no_more_than(items: int, workers: tuple[int, ...]) -> tuple[int, ...]:
    """Workers without an item have nothing to do; 0 items = not known how many."""
    return tuple(dict.fromkeys(min(count, items or count) for count in workers))


def known_items(scenario: Scenario) -> int:
    """How many items there are; 0 where only a function or a folder knows."""
    spec = scenario.workload
    if spec is None:
        return 0
    if spec.items is None:
        return workloads.load_spec(spec.use).default_items if spec.built_in else 100
    if spec.items.range is not None:
        return len(range(*spec.items.range))
    return len(spec.items.list or ()) or spec.items.count or 0


def widest(cores: int) -> int:
    """The most workers worth a try where the work computes: twice the cores as a power of two, at least 8."""
    return min(max(1 << (2 * cores - 1).bit_length(), 8), MOST_PROCESSES)
