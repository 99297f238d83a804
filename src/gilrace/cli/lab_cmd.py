"""``gilrace lab``: one demo really run, with or without its guard, told in sentences or JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import click

from gilrace.cli import completing
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.lab.wild.result import WildResult
    from gilrace.lab.wild.session import WildSession

CRASHED = 4


@click.command("lab")
@click.argument("demo", required=False, shell_complete=completing.demos)
@click.option(
    "--guard",
    default="off",
    shell_complete=completing.guards,
    help="off, on (the first), or a guard by name.",
)
@click.option("--actors", type=int, help="How many take part, where the demo leaves that free.")
@click.option("--within", default="2s", help="How long to look for a failure: 500ms, 2s, 1m.")
@click.option("--python", default="", help="Another interpreter: a command, a path or a version (3.13t).")
@click.option("--recover", default="", help="When stuck: abort a victim, impose order or timeout, or kill.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    demo: str | None, guard: str, actors: int | None, within: str, python: str, recover: str, as_json: bool
) -> None:
    """Run DEMO for real until it fails: a shipped one by name, or your own file (./my_demo.py).

    Without DEMO, list the shipped ones. Exit code 0 whether it failed or not: both are results;
    4 when the demo's process crashed.
    """
    if demo is None:
        _list()
        return
    from gilrace.lab.rehearsal.rehearsing import described
    from gilrace.lab.wild.result import sentences
    from gilrace.lab.wild.session import WildSession

    chosen = described(demo, actors)
    session = WildSession(chosen, guard, _seconds(within), python, recover=recover)
    result = _joined(session.start())
    if as_json:
        click.echo(json.dumps(result.as_json(), ensure_ascii=True))
    else:
        click.echo(f"{chosen.title}: {chosen.summary}")
        click.echo("\n".join(sentences(result, gil_matters=not chosen.gil and not session.guard)))
    if result.crashed:
        _say_why(result)
        raise SystemExit(CRASHED)


def _joined(session: WildSession) -> WildResult:
    """Wait for the end; an interrupt stops the child first."""
    try:
        return session.join()
    except KeyboardInterrupt:
        session.stop()
        session.join()
        raise


def _say_why(result: WildResult) -> None:
    for line in (result.advice, result.detail):
        if line:
            click.echo(line, err=True)


def _list() -> None:
    from gilrace.lab import demos

    for demo in demos.every():
        guards = ", ".join(demo.guard_names)
        click.echo(f"{demo.name:22} {demo.kind:10} {demo.title}. Guards: {guards}.")


def _seconds(text: str) -> float:
    """A duration in seconds from 500ms, 2s, 1m. Raises InputError."""
    found = re.fullmatch(r"\s*([0-9]*\.?[0-9]+)\s*(ms|s|m|min)?\s*", text)
    value = float(found[1]) * {"ms": 0.001, "m": 60, "min": 60}.get(found[2], 1) if found else 0
    if not 0 < value <= 3600:
        raise InputError(
            f"{text!r} is no time to look for a failure", advice="Write it like 500ms, 2s or 1m."
        )
    return value
