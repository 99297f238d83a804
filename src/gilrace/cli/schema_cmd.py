"""``gilrace schema``: JSON Schemas of scenario files, reports and recordings."""

from __future__ import annotations

import json
from typing import Any

import click


@click.command("schema", short_help="Print JSON Schemas: of scenarios, reports, recordings.")
@click.option("--report", "which", flag_value="report", help="Of what --json writes.")
@click.option("--recording", "which", flag_value="recording", help="Of a line of what --record writes.")
def command(which: str | None) -> None:
    """Print the JSON Schema of scenario files, or of another kind of file.

    Save it and begin a scenario with ``# yaml-language-server: $schema=FILE``.
    """
    click.echo(json.dumps(_schema(which or "scenario"), indent=2))


def _schema(which: str) -> dict[str, Any]:
    if which == "report":
        from gilrace.report.schema import report_schema

        return report_schema()
    if which == "recording":
        from gilrace.race.schema import line_schema

        return line_schema()
    from gilrace.scenario import json_schema

    return json_schema()
