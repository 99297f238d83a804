"""A candidate of a sweep: a strategy, how many workers, how many items a task; from lane and to lane."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gilrace.analysis.units import count
from gilrace.scenario.lane import LaneSpec

if TYPE_CHECKING:
    from gilrace.race.events import LaneInfo

STRATEGIES = ("sequential", "threads", "asyncio", "processes")  # the simplest first
CHUNKED = ("threads", "processes")
_CHUNK = re.compile(r"(\d+) per task")
_NOUNS = {"threads": ("thread", "threads"), "processes": ("process", "processes")}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One way to run the work. ``chunk`` None: workers claim slices of a few milliseconds."""

    strategy: str
    workers: int = 1  # asyncio: tasks at once
    chunk: int | None = None

    @property
    def id(self) -> str:
        """Unique in a sweep: ``processes-2-by-16``."""
        by = f"-by-{self.chunk}" if self.chunk else ""
        return self.strategy if self.strategy == "sequential" else f"{self.strategy}-{self.workers}{by}"

    @property
    def name(self) -> str:
        """As lanes are called: ``processes ×2 by 16``."""
        by = f" by {self.chunk}" if self.chunk else ""
        return self.strategy if self.strategy == "sequential" else f"{self.strategy} ×{self.workers}{by}"

    @property
    def words(self) -> str:
        """In a sentence: ``2 processes, 16 items a task``."""
        if self.strategy == "sequential":
            return "one after another"
        if self.strategy == "asyncio":
            return f"asyncio, {count(self.workers, 'task')} at once"
        one, many = _NOUNS.get(self.strategy, (f"worker of {self.strategy}", f"workers of {self.strategy}"))
        by = f", {count(self.chunk, 'item')} a task" if self.chunk else ""
        return f"{count(self.workers, one, many)}{by}"

    @property
    def simplicity(self) -> tuple[int, int, int]:
        """Smaller is simpler: by strategy, then workers, then chunk, where auto comes first."""
        known = self.strategy in STRATEGIES
        place = STRATEGIES.index(self.strategy) if known else len(STRATEGIES)
        return place, self.workers, self.chunk or 0

    @property
    def plain(self) -> Candidate:
        """The same with chunk auto."""
        return Candidate(self.strategy, self.workers)

    def lane(self, letter: str) -> LaneSpec:
        """It as a lane of a race."""
        limited = self.strategy == "asyncio"
        alone = self.strategy == "sequential"
        return LaneSpec(
            self.strategy,
            workers=None if limited or alone else self.workers,
            chunk=self.chunk,
            limit=self.workers if limited else None,
            id=self.id,
            letter=letter,
            name=self.name,
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data for a document."""
        return {"strategy": self.strategy, "workers": self.workers, "chunk": self.chunk or "auto"}


def candidate_of(info: LaneInfo) -> Candidate:
    """The candidate that a lane of any recording is: its chunk is in the lane's words."""
    found = _CHUNK.search(info.detail)
    return Candidate(info.strategy, info.workers, int(found[1]) if found else None)


def written(lane: Mapping[str, Any]) -> Candidate:
    """The candidate of `Candidate.as_dict`. Raises KeyError."""
    chunk = lane["chunk"]
    return Candidate(lane["strategy"], lane["workers"], None if chunk == "auto" else chunk)
