"""Sweeps played without an engine: the real rules of a contest, over walls that a function gives."""

import random
from pathlib import Path

from gilrace_canned import SECOND, Profile, Script

from gilrace.race.events import Noted, RaceClosed
from gilrace.race.plan import PlannedHeat, PlannedLane
from gilrace.race.state import RaceState, advance
from gilrace.scenario.spec import ItemsSpec, Scenario, WorkloadSpec
from gilrace.sweep.contest import Contest
from gilrace.sweep.grid import Grid
from gilrace.sweep.sweeping import sweep_of

CORES = 2


def scenario(use="sum_squares", items=240, **more):
    return Scenario(
        "work", "Work", Path("work.yaml"), workload=WorkloadSpec(use, items=ItemsSpec(items)), **more
    )


def computing(one, serial_s=2.0):
    """Seconds of work that holds the GIL, on two cores."""
    if one.strategy == "processes":
        return serial_s / min(one.workers, CORES) + 0.02 * one.workers
    return serial_s * (1.0 if one.strategy == "sequential" else 1.03)


def waiting(one, each_s=0.02, items=240):
    """Seconds of naps, which overlap as far as there are workers."""
    return each_s * -(-items // one.workers) + (0.03 * one.workers if one.strategy == "processes" else 0)


class Played:
    """One sweep: its events, its state, who ran how often."""

    def __init__(
        self, wall_s, load=0.99, noise=0.01, budget_s=600.0, seed=1, grid=None, use="sum_squares", **fates
    ):
        self.sweep = sweep_of(scenario(use), grid or Grid(), budget_s)
        self.contest = Contest(self.sweep.candidates, budget_s, 8)
        chance = random.Random(seed)
        self.profiles = {}
        for lane in self.sweep.scenario.lanes:
            one = self.sweep.candidates[lane.id]
            info = _info(lane, one)
            self.profiles[lane.id] = Profile(
                info,
                wall_s(one),
                cpu_per_running=load if one.strategy != "processes" else load * min(one.workers, CORES),
                signs=("r",),
                jitter=tuple(1 + chance.gauss(0, noise) for _ in range(37)),
                phase=chance.randrange(37),
                **fates.get(lane.id.replace("-", "_"), {}),
            )
        self.script = Script(tuple(self.profiles.values()), rounds=3, warmups=0, name="work-sweep")
        self.events, self.state = [], RaceState()
        self._play()

    def _play(self):
        opened = self.script.opened()
        object.__setattr__(opened, "scenario", self.sweep.scenario.as_dict())
        self._keep(opened)
        index, out = 0, set()
        for round_ in range(1, 31):
            for lane, profile in self.profiles.items():
                heat = PlannedHeat(index, PlannedLane(profile.info, None, "", "", True), round_, True)
                if lane in out:
                    continue
                reason = self.contest.passes(self.state, heat)
                if reason:
                    self._keep(Noted(self.script.now, f"left out: {reason}", lane))
                    continue
                for event in self.script.heat(profile, index, round_, True):
                    self._keep(event)
                if profile.status in ("failed", "crashed", "timeout"):
                    out.add(lane)
                index += 1
            if round_ >= 3 and self.contest.enough(self.state):
                break
        self._keep(RaceClosed(self.script.now, "complete"))

    def _keep(self, event):
        self.events.append(event)
        self.state = advance(self.state, event)

    def heats(self, lane):
        return len(self.state.lane(lane).counted)

    @property
    def seconds(self):
        return self.state.t / SECOND


def _info(lane, one):
    from gilrace.race.events import LaneInfo

    return LaneInfo(lane.id, lane.letter, lane.name, one.strategy, one.workers, lane.describe(CORES))
