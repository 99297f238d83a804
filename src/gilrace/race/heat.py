"""One heat as a race's state has it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gilrace.race.events import Spans  # noqa: TC001 - the schema of reports reads these types


@dataclass(frozen=True, slots=True)
class Heat:
    """One heat as far as it is known: while it runs and after."""

    index: int
    lane: str
    round: int
    counted: bool
    started: int  # ns of the race clock
    phase: str = "starting"  # starting | ready | running | ended
    went: int = 0  # ns of the race clock, the go signal
    startup_ns: int = 0
    python: str = ""
    gil: bool = True
    start_method: str = ""
    free_threaded: bool = False  # the build; ``gil`` says how it runs
    sampled: int = 0  # ns of the race clock, latest sample
    done: int = 0
    failed: int = 0
    workers: tuple[int, ...] = ()
    states: str = ""
    cpu_ns: int = 0
    queue_ns: int = 0
    said: str = ""  # by its strategy, about how it goes
    first_look: tuple[int, int] = (0, 0)  # (ns since `started`, cpu_ns) of the first sample
    gil_wait: float | None = None
    curve: tuple[tuple[int, int], ...] = ()  # (ns since `started`, items done)
    strip: tuple[tuple[int, str], ...] = ()  # (ns since `started`, states), latest CORE_HISTORY
    status: str = ""  # as HeatEnded.status, "" while it runs
    reason: str = ""
    detail: str = ""
    digest: str = ""
    metrics: Mapping[str, float] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()
    cores: tuple[int, ...] = ()  # on which its workers were seen running
    spans: Spans | None = None

    @property
    def elapsed_ns(self) -> int:
        """Wall time as far as it is known: the result's when ended, else up to the latest sample."""
        if self.metrics.get("wall_ns"):
            return int(self.metrics["wall_ns"])
        return max(self.sampled - self.started, 0)

    def done_at(self, elapsed_ns: int) -> float:
        """Items done at a time since the heat's start, read off the curve (linear between points)."""
        before = (0, 0)
        for point in self.curve:
            if point[0] >= elapsed_ns:
                span = point[0] - before[0]
                share = (elapsed_ns - before[0]) / span if span else 1.0
                return before[1] + share * (point[1] - before[1])
            before = point
        return float(before[1])
