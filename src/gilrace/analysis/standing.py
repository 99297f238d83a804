"""What a verdict consists of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.units import ordinal
from gilrace.analysis.why import UNEXPLAINED, Reason

if TYPE_CHECKING:
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.events import LaneInfo


@dataclass(frozen=True, slots=True)
class Standing:
    """How one lane did."""

    lane: LaneInfo
    status: str  # ranked | unranked | disqualified | failed | stopped | unable | waiting
    rank: int = 0  # 1 + the lanes clearly faster; equal for ties; 0 = not ranked
    wall: Estimate | None = None  # ns; of a disqualified lane too, for who asks
    speedup: Estimate | None = None  # yardstick's wall / this lane's; None when not comparable
    tied_with: tuple[str, ...] = ()  # lane ids
    reason: str = ""  # why there is no rank
    sentence: str = ""  # how it did, for every lane, losers included
    why: Reason = UNEXPLAINED

    @property
    def place(self) -> str:
        """``1st``, ``2nd=`` beside others, ``tie`` where nobody won; "" without a rank."""
        if self.rank == 1 and self.tied_with:
            return "tie"
        return ordinal(self.rank) + ("=" if self.tied_with else "") if self.rank else ""

    @property
    def advice(self) -> str:
        """What to change, and which scenario shows the pattern alone; "" where nothing is to be changed."""
        remedy = self.why.remedy
        if remedy is None or self.status not in ("ranked", "unranked"):
            return ""
        return f"{remedy.change} gilrace run {remedy.scenario} shows it alone."


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a race as far as it has run. The empty value is valid to show."""

    standings: tuple[Standing, ...] = ()  # ranked first, fastest first; the others in lane order
    winner: LaneInfo | None = None  # None = no clear winner, or nobody to rank
    complete: bool = False  # every planned heat has ended
    headline: str = "No race yet"
    confidence: str = ""
    caveats: tuple[str, ...] = ()  # codes, worded in gilrace.analysis.caveats
    remarks: tuple[str, ...] = ()  # sentences: outliers, how unsteady the machine was

    @property
    def ranked(self) -> tuple[Standing, ...]:
        """The lanes with a rank, fastest first."""
        return tuple(s for s in self.standings if s.status == "ranked")

    @property
    def changes(self) -> dict[str, tuple[str, ...]]:
        """What to change, each advice once, with the letters of the lanes that it is for."""
        told: dict[str, tuple[str, ...]] = {}
        for standing in self.standings:
            if standing.advice:
                told[standing.advice] = (*told.get(standing.advice, ()), standing.lane.letter)
        return told
