"""A sweep as a race: the scenario with the candidates as its lanes, run by the one referee there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from gilrace.errors import InputError
from gilrace.meters import host
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.scenario.spec import RoundsSpec
from gilrace.sweep.contest import Contest
from gilrace.sweep.grid import Grid, candidates, lanes, widest

if TYPE_CHECKING:
    from gilrace.scenario import Scenario
    from gilrace.sweep.candidate import Candidate

BUDGET_S = 60.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep that can be started."""

    scenario: Scenario  # its lanes are the candidates
    candidates: Mapping[str, Candidate]
    budget_s: float = BUDGET_S
    options: Options = field(default_factory=Options)

    def session(self) -> RaceSession:
        """A race, not yet started, that narrows as it goes."""
        contest = Contest(self.candidates, self.budget_s, widest(host.usable_cores()))
        return RaceSession(self.scenario, replace(self.options, passes=contest.passes, enough=contest.enough))


def sweep_of(
    scenario: Scenario,
    grid: Grid | None = None,
    budget_s: float = BUDGET_S,
    options: Options | None = None,
    costs: Mapping[str, Any] | None = None,
) -> Sweep:
    """The sweep of a scenario's work. ``costs`` are break-even constants to be recorded with it.

    Raises InputError for a demo, and for a grid with nothing to compare or too much.
    """
    if scenario.workload is None:
        raise InputError(f"{scenario.name} is a demo: there is no work to sweep", advice="Name a race.")
    found = candidates(scenario, grid or Grid())
    told = {"budget_s": budget_s, "candidates": {one.id: one.as_dict() for one in found}}
    if costs:
        told["costs"] = dict(costs)
    swept = replace(
        scenario,
        name=f"{scenario.name}-sweep",
        title=f"{scenario.title}: sweep",
        lanes=lanes(found),
        yardstick=found[0].id,
        rounds=RoundsSpec(until=0.0),
        warmup=0,
        expect=(),
        teach=None,
        written=_written(scenario, told),
    )
    return Sweep(swept, {one.id: one for one in found}, budget_s, options or Options())


def _written(scenario: Scenario, told: Mapping[str, Any]) -> dict[str, Any]:
    """What the recording keeps: the work as written, and the sweep in place of lanes and expectations."""
    left = ("lanes", "rounds", "warmup", "expect", "teach", "yardstick", "needs")
    return {**{key: value for key, value in scenario.written.items() if key not in left}, "sweep": told}
