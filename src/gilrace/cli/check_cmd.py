"""``gilrace check``: every problem of scenario files, one a line."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

BAD_INPUT = 2


@click.command("check")
@click.argument("paths", nargs=-1, metavar="FILES...")
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(paths: tuple[str, ...], as_json: bool) -> None:
    """Check scenario files, folders of them, or shipped ones by name; nothing is raced.

    Without FILES the shipped scenarios are checked. Exit code 2 when there is any problem.
    """
    from gilrace.scenario import check, find

    results = [(file, *check(file)) for file in find(paths)]
    if as_json:
        records: list[dict[str, Any]] = [
            {"path": str(file), "ok": not problems, "problems": [one.as_dict() for one in problems]}
            for file, _, problems in results
        ]
        click.echo(json.dumps(records, indent=2))
    else:
        for file, scenario, problems in results:
            for problem in problems:
                click.echo(str(problem))
            if scenario is not None:
                click.echo(f"{file}: ok")
    if any(problems for _, _, problems in results):
        sys.exit(BAD_INPUT)
