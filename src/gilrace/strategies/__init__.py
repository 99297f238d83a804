"""How items are run: one file a strategy, each a function of a `Heat`, in an ordered registry."""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.lane.heat import Strategy


@dataclass(frozen=True, slots=True)
class StrategySpec:
    """What a strategy says of itself."""

    name: str
    letter: str  # wished for; lanes of one race have different ones
    summary: str
    parallel: bool  # has more than one worker
    starts: tuple[str, ...] = ()  # start methods it can choose from
    oldest: tuple[int, int] = (3, 11)  # the Python it needs


REGISTRY: dict[str, StrategySpec] = {
    spec.name: spec
    for spec in (
        StrategySpec("sequential", "S", "one after another, in one thread", parallel=False),
        StrategySpec("threads", "T", "a ThreadPoolExecutor", parallel=True),
        StrategySpec(
            "processes",
            "P",
            "a ProcessPoolExecutor",
            parallel=True,
            starts=("spawn", "forkserver", "fork"),
        ),
        StrategySpec("asyncio", "A", "tasks on one event loop, so many at once", parallel=True),
        StrategySpec(
            "interpreters",
            "I",
            "an InterpreterPoolExecutor: threads with an interpreter and a GIL each",
            parallel=True,
            oldest=(3, 14),
        ),
        StrategySpec("pipeline", "L", "stages side by side, bounded queues between them", parallel=False),
    )
}


def load(name: str) -> Strategy:
    """The function of a strategy. Raises KeyError for a name that is not registered."""
    REGISTRY[name]
    module = importlib.import_module(f"gilrace.strategies.{name}_")
    strategy: Strategy = module.run
    return strategy
