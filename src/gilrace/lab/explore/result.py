"""What an exploration found, frozen: counts, failures and what was covered."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Failure:
    """One way to fail."""

    kind: str  # of gilrace.lab.demo.FAILURES
    message: str
    schedule: str  # replays it exactly; what stands in brackets repeats for ever
    preemptions: int | None = None  # of that schedule, where it was proved to be the least
    interleavings: int | None = None  # how many interleavings fail in this way
    actors: tuple[str, ...] = ()  # who is concerned


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted."""

    method: str  # "classes" | "states" | "preemptions" | "pct" | "random"
    complete: bool  # every interleaving is covered
    covered: str  # what was visited, in words
    interleavings: int | None = None  # exact; None when they are endless or were not all visited
    failing: int | None = None  # of them
    classes: int | None = None  # of interleavings that end the same way
    failing_classes: int | None = None
    failures: tuple[Failure, ...] = ()  # the best schedule of each kind, the fewest preemptions first
    schedules: tuple[str, ...] = ()  # one for every failing class or end, in the order found
    states: int | None = None  # visited, where the graph of states was built


@dataclass(frozen=True, slots=True)
class Exploration:
    """The answer to "can this demo fail?"."""

    demo: str
    guard: str  # "" unguarded
    model: str  # "free" | "gil"
    actors: tuple[str, ...]
    plays: int  # executions
    wall_ns: int
    tally: Tally
    kind: str = "threads"  # of gilrace.lab.demo.KINDS

    @property
    def fails(self) -> bool:
        return bool(self.tally.failures)

    @property
    def proved(self) -> bool:
        """Nothing can fail: everything was covered."""
        return self.tally.complete and not self.tally.failures

    @property
    def share(self) -> float | None:
        """Failing interleavings of all, 0 to 1; None where they were not counted."""
        if self.tally.failing is None or not self.tally.interleavings:
            return None
        return self.tally.failing / self.tally.interleavings

    @property
    def remark(self) -> str:
        """Why the model of a GIL made no difference; "" where it did, or was not asked for."""
        if self.model != "gil" or self.kind == "threads":
            return ""
        if self.kind == "processes":
            return "Processes share no GIL: a switch can come at any step, so this is as without one"
        return "Tasks take turns only where one awaits: a GIL changes nothing, so this is as without one"

    def record(self) -> dict[str, Any]:
        """As plain data, for JSON."""
        plain = asdict(self)
        said = {"fails": self.fails, "proved": self.proved, "remark": self.remark}
        return {**plain.pop("tally"), **plain, **said}


def grouped(number: int) -> str:
    """A whole number with thin groups of three: 66 468 720."""
    return f"{number:,}".replace(",", " ")
