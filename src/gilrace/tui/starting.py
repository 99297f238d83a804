"""Starting real races and sweeps; the screens and plain mode start their races here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from gilrace.analysis.precision import narrow_enough
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.scenario import Scenario
    from gilrace.sweep.sweeping import Sweep


def launch(scenario: Scenario, together: bool) -> RaceSession:
    """A real race, not yet started."""
    until = scenario.rounds.until
    enough = partial(_narrow_enough, until) if until else None
    return RaceSession(scenario, Options(together=together, enough=enough))


def launch_sweep(one: Sweep) -> RaceSession:
    """A real sweep, not yet started."""
    return one.session()


def _narrow_enough(until: float, state: RaceState) -> bool:
    return narrow_enough(state, until)
