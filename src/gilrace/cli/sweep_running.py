"""Running a sweep from the command line: what a task costs here, then the sweep, in front of a face."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace.cli.sweep_options import look_over, scenario_of

if TYPE_CHECKING:
    from gilrace.console.racing import Raced
    from gilrace.race.events import Event
    from gilrace.race.session import RaceSession
    from gilrace.scenario import Scenario
    from gilrace.sweep.answer import Answer
    from gilrace.sweep.costs import Costs

LEAST_S = 45.0  # a budget that leaves time to measure what a task costs here


@dataclass(frozen=True, slots=True)
class Swept:
    """What became of a sweep."""

    scenario: Scenario
    raced: Raced
    answer: Answer
    events: list[Event]
    costs: Costs | None = None


def swept(target: str, options: Mapping[str, Any]) -> Swept:
    """Run the sweep of a target in front of the face that fits. Raises InputError."""
    from gilrace import safety
    from gilrace.race.plan import Options
    from gilrace.sweep.answer import Answer, answer
    from gilrace.sweep.grid import Grid
    from gilrace.sweep.sweeping import sweep_of
    from gilrace.sweep.words import budget_of, grid_of

    safety.refuse_file(options["record"], "--record")
    scenario = scenario_of(target, options)
    grid = grid_of(options["strategies"], options["workers"], options["chunks"])
    budget_s = budget_of(options["budget"])
    sweep_of(scenario, grid, budget_s)  # complains now, not after the costs were measured
    if scenario.workload and not scenario.workload.built_in and not options["no_preflight"]:
        grid = Grid(look_over(scenario, grid.strategies), grid.workers, grid.chunks)
    costs, raced = None, None
    if budget_s >= LEAST_S and not options["costless"]:
        costs, raced = measure_costs(options)
        budget_s -= raced.state.t / 1e9
    if raced is not None and raced.interrupted:
        return Swept(scenario, raced, Answer(), [])
    record = Options(record=Path(options["record"]) if options["record"] else None, trusted=True)
    session = sweep_of(scenario, grid, budget_s, record, costs.as_dict() if costs else None).session()
    raced = _raced(session, options)
    events = session.events()
    if not options["no_history"]:
        _keep(events, quiet=options["quiet"])
    return Swept(scenario, raced, answer(raced.state), events, costs)


def measure_costs(options: Mapping[str, Any]) -> tuple[Costs, Raced]:
    """What a task costs here."""
    from gilrace.console.racing import race
    from gilrace.race.session import RaceSession
    from gilrace.sweep.costs import TYPICAL_S, costs_of, costs_scenario

    if not options["quiet"]:
        click.echo(f"measuring what a task costs on this machine, about {TYPICAL_S:.0f} s", err=True)
    raced = race(RaceSession(costs_scenario(Path.cwd())), [])
    if raced.error is not None:
        raise raced.error
    return costs_of(raced.state), raced


def _raced(session: RaceSession, options: Mapping[str, Any]) -> Raced:
    from gilrace.console import faces
    from gilrace.console.racing import race
    from gilrace.meters.terminal import describe

    here = describe(os.environ, (sys.stdin, sys.stdout, sys.stderr))
    sentences = options["plain"] or here.accessible or not here.stderr or here.term in ("", "dumb")
    shown = [] if options["quiet"] else [faces.narrator(sys.stderr, sentences, here.unicode, result=False)]
    raced = race(session, shown)
    if raced.error is not None:
        click.echo(f"gilrace: {raced.error}", err=True)
    return raced


def _keep(events: list[Event], *, quiet: bool) -> None:
    from gilrace.history import keep

    problem = keep(events).problem
    if problem and not quiet:
        click.echo(f"gilrace: {problem}", err=True)


def exit_code(found: Swept) -> int:
    """130 interrupted, an error's own, 4 when no candidate finished, else 0."""
    if found.raced.interrupted:
        return 130
    if found.raced.error is not None:
        return found.raced.error.exit_code
    return 0 if found.answer.chosen else 4


def result_style(options: Mapping[str, Any]) -> tuple[int, str, bool]:
    """Width, signs and whether pictures fit where the result goes."""
    from gilrace.meters.terminal import describe

    here = describe(os.environ, (sys.stdin, sys.stdout, sys.stderr))
    asked = click.get_current_context().find_root().params.get("glyphs") or "auto"
    glyphs = asked if asked != "auto" else "full" if here.unicode else "ascii"
    width = min(shutil.get_terminal_size((100, 24)).columns, 120)
    return width, glyphs, not (options["plain"] or here.accessible)
