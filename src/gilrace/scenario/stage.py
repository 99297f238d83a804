"""A stage of a pipeline as a scenario has it: what is done there, in which way, by how many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from gilrace.scenario.counts import workers_of


@dataclass(frozen=True, slots=True)
class StageSpec:
    """One stage. ``name`` is unique in its pipeline."""

    name: str
    use: str  # as of a workload
    async_: str | None = None
    strategy: str = "sequential"  # sequential | threads | processes | asyncio
    workers: int | str | None = None  # a number, "cores", or None for the strategy's default
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    asks: bool = False  # it has a setting ``url``

    def worker_count(self, cores: int) -> int:
        """How many workers, or tasks at once, on so many cores."""
        return workers_of(self.strategy, self.workers, cores)

    def rows(self, cores: int) -> int:
        """How many of its workers are seen: an event loop is one, whatever it has under way."""
        return 1 if self.strategy in ("sequential", "asyncio") else self.worker_count(cores)

    def describe(self, cores: int) -> str:
        """In words: "digest in 2 processes"."""
        count = self.worker_count(cores)
        ways = {
            "sequential": "one thread",
            "threads": f"{count} thread{'s' * (count != 1)}",
            "processes": f"{count} process{'es' * (count != 1)}",
            "asyncio": f"{count} task{'s' * (count != 1)} at once",
        }
        return f"{self.name} in {ways[self.strategy]}"
