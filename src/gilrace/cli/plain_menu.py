"""Plain mode, for screen readers and dumb terminals: numbered menus, races in sentences."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gilrace.errors import InputError
from gilrace.scenario import check, find

if TYPE_CHECKING:
    from gilrace.scenario import Scenario


def menu(paths: Sequence[str]) -> None:
    """Ask what to race until there is nothing more to ask. Raises InputError for a path that is not there."""
    found = [(path, *check(path)) for path in find(paths)]
    scenarios = [scenario for _, scenario, _ in found if scenario is not None]
    for path, scenario, problems in found:
        if scenario is None:
            click.echo(f"{path} cannot be raced: {problems[0].message} (line {problems[0].line})")
    if not scenarios:
        raise InputError(
            "there is nothing to race here", advice="Mend the files above, or run `gilrace list`."
        )
    chosen = scenarios[0] if len(scenarios) == 1 else _ask(scenarios)
    while chosen is not None:
        _race(chosen)
        chosen = _ask(scenarios) if len(scenarios) > 1 else None


def _ask(scenarios: Sequence[Scenario]) -> Scenario | None:
    click.echo("What shall be raced?")
    for number, scenario in enumerate(scenarios, 1):
        click.echo(f"{number}. {scenario.title}. {scenario.summary}".rstrip())
    while True:
        answer = _line(f"A number from 1 to {len(scenarios)}, or q to quit: ")
        if answer in ("q", "quit", ""):
            return None
        if answer.isdigit() and 1 <= int(answer) <= len(scenarios):
            return scenarios[int(answer) - 1]
        click.echo(f"{answer!r} is not a number of the list.")


def _race(scenario: Scenario) -> None:
    guess = _guess(scenario)
    _run(scenario)
    teach = scenario.teach
    if teach and teach.answer and guess:
        click.echo(
            f"You guessed {guess}: right."
            if guess == teach.answer
            else f"You guessed {guess}; it is {teach.answer}."
        )
    if teach and teach.because:
        click.echo(" ".join(teach.because.split()))


def _guess(scenario: Scenario) -> str:
    teach = scenario.teach
    if not teach or not teach.question or not teach.choices:
        return ""
    click.echo(f"Guess first. {teach.question}")
    for number, choice in enumerate(teach.choices, 1):
        click.echo(f"{number}. {choice}")
    answer = _line("A number, or Enter for no guess: ")
    return (
        teach.choices[int(answer) - 1] if answer.isdigit() and 1 <= int(answer) <= len(teach.choices) else ""
    )


def _line(prompt: str) -> str:
    """One line of input; nothing at its end."""
    click.echo(prompt, nl=False)
    return sys.stdin.readline().strip().lower()


def _run(scenario: Scenario) -> None:
    from gilrace.cli.run_cmd import command

    with contextlib.suppress(SystemExit):
        command.main([str(scenario.path), "--plain"], standalone_mode=False)
