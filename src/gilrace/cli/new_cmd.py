"""``gilrace new``: a commented scenario and a small module to begin with."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("name", default="my-race")
def command(name: str) -> None:
    """Write NAME.yaml and NAME.py into this folder: a race that runs, to be changed into yours.

    Files that are there already are never overwritten.
    """
    from gilrace.own.template import write_new

    scenario, module = write_new(name, Path.cwd())
    click.echo(f"wrote {scenario.name} and {module.name}")
    click.echo(f"next: gilrace run {scenario.name}   (or gilrace {scenario.name} for the screens)")
