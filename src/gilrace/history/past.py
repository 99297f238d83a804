"""What is remembered of a race."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.analysis.statistics import Estimate


@dataclass(frozen=True, slots=True)
class PastLane:
    """How one lane did."""

    id: str
    letter: str
    name: str
    status: str  # as Standing.status
    rank: int  # 0 = not ranked
    wall: Estimate | None = None  # ns
    speedup: float | None = None


@dataclass(frozen=True, slots=True)
class PastRun:
    """One race. The newest have their recordings kept beside."""

    id: int
    scenario: str
    path: str  # of the scenario's file, "" = not known
    digest: str  # of that file, or of what the recording says of it
    started_at: str  # ISO 8601
    mode: str  # fair | together
    machine: str  # fingerprint: equal for races that may be compared
    machine_words: str
    version: str  # of gilrace
    headline: str
    confidence: str
    seconds: float  # from the first line of the recording to the last
    heats: int
    recorded: bool  # the recording is still there
    guessed: bool | None = None  # whether the person's guess was right; None = no guess
    lanes: tuple[PastLane, ...] = ()  # fastest first


@dataclass(frozen=True, slots=True)
class Summary:
    """All races of a scenario, for a line in a list. The empty value: never raced here."""

    runs: int = 0
    last: PastRun | None = None
    guesses: int = 0
    right: int = 0
