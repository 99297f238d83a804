"""``gilrace schema``: the JSON Schema that editors complete scenario files with."""

from __future__ import annotations

import json

import click


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of scenario files.

    Save it and begin a scenario with ``# yaml-language-server: $schema=FILE``.
    """
    from gilrace.scenario import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
