"""Who races next: every candidate once, then the better half, until the rest is told apart or the time is up.

Successive halving (K. Jamieson, A. Talwalkar, *Non-stochastic Best Arm Identification*, AISTATS 2016): after
each of the first rounds the worse half leaves, so that rounds go to those that may win; who is within `NEAR`
of the best stays even so. From the third round on there are intervals, and who leaves is who is clearly
slower. When no two are left to tell apart, the chosen strategy's curve and the yardstick get the rounds that
their figures need.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gilrace.analysis.eligibility import exclusions
from gilrace.analysis.reading import by_round, measured, wall_ratio, yardstick
from gilrace.analysis.statistics import FEW
from gilrace.analysis.units import duration, ratio
from gilrace.sweep.choosing import NO_TIME, NOT_WORTH, TIME_UP, chosen, disturbance, held_up, median

if TYPE_CHECKING:
    from gilrace.race.plan import PlannedHeat
    from gilrace.race.state import Lane, RaceState
    from gilrace.sweep.candidate import Candidate

NEAR = (1.25, 1.10)  # times the best's wall time: after the first round, later
MOST_ROUNDS = 12  # of two that cannot be told apart
BUSY = 0.8  # CPU by wall from which on the work computes
HOPELESS = 1.25  # times the best's: whose chunks need not be tried


class Contest:
    """The rules of one sweep, asked by the referee before each heat and after each round.

    ``wide`` is the number of threads or tasks beyond which only waiting gains.
    """

    def __init__(self, found: Mapping[str, Candidate], budget_s: float, wide: int) -> None:
        self.candidates = found
        self.budget_ns = budget_s * 1e9
        self.wide = wide
        self.out: dict[str, str] = {}
        self.settled = False
        self.wanted: set[str] = set()  # lanes, once it is settled
        self._round = 1

    def passes(self, state: RaceState, heat: PlannedHeat) -> str:
        """Why a lane is left out of this heat; empty when it races."""
        if heat.round > self._round:
            self._round = heat.round
            self._narrow(state)
        lane = state.lane(heat.lane.info.id)
        return self._time(state, lane) or (
            self._curve(state, lane) if self.settled else self._race(state, lane)
        )

    def enough(self, state: RaceState) -> bool:
        """Whether the sweep is over."""
        if state.t >= self.budget_ns:
            return True
        self._narrow(state)
        return self.settled and self._figured(state)

    def _time(self, state: RaceState, lane: Lane) -> str:
        left = self.budget_ns - state.t
        if left <= 0:
            return TIME_UP
        last = measured(lane)
        takes = last[-1].elapsed_ns if last else 0
        return f"{NO_TIME[1]} {duration(takes)} more" if takes > left else ""

    def _race(self, state: RaceState, lane: Lane) -> str:
        one = self.candidates[lane.info.id]
        if lane.info.id in self.out or measured(lane):
            return self.out.get(lane.info.id, "")
        return self._idle(state, one) or self._kin(state, one)

    def _idle(self, state: RaceState, one: Candidate) -> str:
        """Many threads or tasks for work that never waits."""
        if one.strategy == "processes" or one.workers <= self.wide or load(state) < BUSY:
            return ""
        return "the work computes: so many at once would have nothing to wait for"

    def _kin(self, state: RaceState, one: Candidate) -> str:
        """A chunk of workers that are far behind with chunk auto."""
        kin = next((x for x in state.lanes if x.info.id == one.plain.id), None)
        if one.chunk is None or kin is None:
            return ""
        best = min((median(x) for x in state.lanes if measured(x)), default=0.0)
        if not measured(kin):
            return "its like with chunk auto has no time"
        behind = median(kin) / best if best else 1.0
        return "its like with chunk auto is far behind" if behind > HOPELESS else ""

    def _curve(self, state: RaceState, lane: Lane) -> str:
        """After the decision: rounds together, until each wanted lane can be compared with the yardstick."""
        if lane.info.id not in self.wanted:
            return "the choice is made"
        return "the choice is made and has its figures" if self._figured(state) else ""

    def _figured(self, state: RaceState) -> bool:
        base = yardstick(state)
        own = by_round(base, "wall_ns").keys() if base else set()
        walls = (by_round(state.lane(lane), "wall_ns") for lane in self.wanted)
        return all(len(own & one.keys()) >= min(FEW, self._round) for one in walls) or len(own) >= MOST_ROUNDS

    def _settle(self, state: RaceState) -> None:
        """The choice is made; what its figures need: its strategy's curve and the yardstick."""
        self.settled = True
        pick = chosen(state, self.candidates)
        base = yardstick(state)
        if pick is None or base is None:
            return
        strategy = self.candidates[pick.lane].strategy
        kin = {x for x, one in self.candidates.items() if one.strategy == strategy and one.chunk is None}
        sound = {x.info.id for x in state.lanes if measured(x)} - exclusions(state).keys()
        self.wanted = (kin | {pick.lane, pick.best, base.info.id}) & sound

    def _narrow(self, state: RaceState) -> None:
        """After a round: who leaves, and whether the choice is made."""
        if self.settled:
            return
        excluded = exclusions(state)
        self.out |= {lane: found.reason for lane, found in excluded.items()}
        alive = [x for x in state.lanes if x.info.id not in self.out and measured(x)]
        for lane in state.lanes:
            if not measured(lane):
                self.out.setdefault(lane.info.id, "it was left out of the first round")
        alive.sort(key=median)
        if not alive:
            self._settle(state)
            return
        self._halve(state, alive)
        self._separate(state, alive)
        left = [x for x in alive if x.info.id not in self.out]
        if len(left) < 2 or self._tied(left):
            self._settle(state)

    def _halve(self, state: RaceState, alive: list[Lane]) -> None:
        """Only while there are no intervals: later who leaves is decided by them alone."""
        rounds = statistics.median_high(len(measured(x)) for x in alive)
        if rounds >= FEW:
            return
        near = NEAR[0] if rounds == 1 else NEAR[1]
        for lane in alive[(len(alive) + 1) // 2 :]:
            behind = median(lane) / median(alive[0])
            if behind > near * (1 + disturbance(state, lane)):
                self.out[lane.info.id] = f"in the worse half: {ratio(behind)} the best's time"

    def _separate(self, state: RaceState, alive: list[Lane]) -> None:
        """Whoever is clearly slower leaves, unless other programs may have made it so."""
        for lane in alive[1:]:
            slower = wall_ratio(lane, alive[0])
            if slower is not None and not slower.assumed and slower.low > held_up(state, lane):
                self.out.setdefault(lane.info.id, f"clearly slower: {ratio(slower.value)} the best's time")

    def _tied(self, left: list[Lane]) -> bool:
        """Whether more rounds would not matter: all are equal within what is worth a difference."""
        if min(len(measured(x)) for x in left) >= MOST_ROUNDS:
            return True
        found = [wall_ratio(x, left[0]) for x in left[1:]]
        return all(x is not None and not x.assumed and x.high <= NOT_WORTH for x in found)


def load(state: RaceState) -> float:
    """CPU by time of the yardstick's latest heat, time that it stood ready without a core left out."""
    base = yardstick(state)
    heats = measured(base) if base else ()
    if not heats:
        return 0.0
    had = heats[-1].elapsed_ns - heats[-1].queue_ns
    return heats[-1].metrics.get("cpu_ns", 0.0) / had if had > 0 else 1.0
