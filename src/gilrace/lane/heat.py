"""What a strategy is given: the work, the settings of its lane, the track, and the line to wait at."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane.marks import Mark

if TYPE_CHECKING:
    from gilrace.lane.track import Track
    from gilrace.lane.work import Work


def _nobody_listens(text: str) -> None:
    """Where no host is."""


@dataclass(slots=True)
class Heat:
    """One heat inside its lane host.

    A strategy sets its pool up, calls ``line()`` once all workers are ready (it returns at the go
    signal), finishes every item exactly once, and returns all results in item order.
    """

    work: Work
    workers: int
    chunk: int | None
    track: Track
    line: Callable[[], None]
    reload: Callable[[], Work]  # picklable: loads the same work in another process
    start_method: str = ""
    pickle_ns: int = 0
    pickle_bytes: int = 0
    caveats: list[str] = field(default_factory=list)
    options: Mapping[str, Any] = field(default_factory=dict)  # of the strategy, in this lane
    say: Callable[[str], None] = _nobody_listens  # a few words about what goes on, for the lane's line
    warn: Callable[[str], None] = _nobody_listens  # a sentence for the event log
    metrics: dict[str, float] = field(default_factory=dict)  # over those measured by the host

    def mark(self, worker: int) -> Mark:
        """The pen of a worker."""
        return Mark(self.track, worker)

    @contextmanager
    def pickling(self) -> Iterator[list[bytes]]:
        """Time a piece of pickling in the host; append what was pickled to have it counted."""
        pieces: list[bytes] = []
        start = perf_counter_ns()
        yield pieces
        self.pickle_ns += perf_counter_ns() - start
        self.pickle_bytes += sum(len(piece) for piece in pieces)


Strategy = Callable[[Heat], "list[Any]"]


def slices(items: int, chunk: int) -> Iterator[tuple[int, int]]:
    """``(first, how many)`` of each task of ``chunk`` items."""
    for first in range(0, items, chunk):
        yield first, min(chunk, items - first)
