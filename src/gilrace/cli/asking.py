"""Asking once whether a scenario from elsewhere may run its code; where nobody can be asked, refusing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gilrace.own.trust import Doubt
    from gilrace.scenario import Scenario


def settle(scenario: Scenario) -> None:
    """Return when it may run. Raises InputError where it may not, and Abort where the person says no."""
    from gilrace.own import trust

    found = trust.doubt(scenario)
    if found is None:
        return
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        trust.require(scenario)
    answer = _asked(found)
    if answer == "n":
        raise click.Abort
    problem = trust.allow(found, trust.FOLDER if answer == "f" else trust.FILE)
    if problem:
        click.echo(f"gilrace: {problem}", err=True)


def _asked(found: Doubt) -> str:
    from gilrace.console.neutral import neutral

    lines = [f"{found.scenario.path}: {found.reason}.", *(f"  it {deed.what}" for deed in found.deeds)]
    click.echo("\n".join(neutral(one) for one in lines), err=True)
    click.echo(neutral(f"y = as it is now, f = all in {found.folder}, n = no"), err=True)
    choice = click.Choice(["y", "f", "n"])
    answer: str = click.prompt("Let it?", type=choice, default="n", err=True, show_choices=True)
    return answer
