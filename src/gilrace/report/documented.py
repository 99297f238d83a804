"""One race or demo with all the documents that can be made of it, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from gilrace.report import FORMATS

if TYPE_CHECKING:
    from gilrace.analysis.demo_expect import DemoResults
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState
    from gilrace.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Documented:
    """What can be written down."""

    name: str  # of the scenario
    kind: str  # race | demo
    formats: Mapping[str, Callable[[], str]]


def of_race(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> Documented:
    """A race has every format."""
    made = {name: partial(one.render, state, outcomes, events) for name, one in FORMATS.items()}
    return Documented(state.opened.name if state.opened else "", "race", made)


def of_demo(scenario: Scenario, results: DemoResults, outcomes: Sequence[Outcome]) -> Documented:
    """A demo has no lanes, times or heats to draw: its findings and expectations in three formats."""
    from gilrace.report import demo, demo_junit, demo_markdown  # they bring the lab along

    modules = {"json": demo, "junit": demo_junit, "markdown": demo_markdown}
    made = {name: partial(module.render, scenario, results, outcomes) for name, module in modules.items()}
    return Documented(scenario.name, "demo", made)
