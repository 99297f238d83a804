"""Demo scenarios under ``gilrace run``: run, told, and what they mean for the exit code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.console.demos import DemoRan
    from gilrace.scenario import Scenario

RACE_ONLY = ("lanes", "python", "rounds", "warmup", "workers", "timeout", "together", "record")


def only_for_races(scenarios: Iterable[Scenario], options: dict[str, Any]) -> None:
    """Raises InputError when nothing but demos is run with an option that changes races."""
    given = [name for name in RACE_ONLY if options.get(name)]
    if given and all(scenario.demo is not None for scenario in scenarios):
        raise InputError(f"--{given[0]} is for races, and these are demos", advice="Leave it out.")


def run_one(scenario: Scenario, options: dict[str, Any], result_to_stdout: bool) -> DemoRan:
    """Run it; narration to stderr, the result to stdout, or after the narration where stdout has data."""
    from gilrace.console.demos import run_demo, told

    def say(words: str) -> None:
        if not options["quiet"]:
            click.echo(words, err=True)

    ran = run_demo(scenario, say)
    if result_to_stdout or not options["quiet"]:
        for line in told(ran):
            click.echo(line, err=not result_to_stdout)
    return ran
