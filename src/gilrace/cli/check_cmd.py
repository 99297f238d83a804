"""``gilrace check``: every problem of scenario files, one a line."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace.cli import completing
from gilrace.cli.own_options import looks
from gilrace.console.neutral import neutral_lines

BAD_INPUT = 2


if TYPE_CHECKING:
    from gilrace.scenario import Problem, Scenario

    Result = tuple[Path, Scenario | None, tuple[Problem, ...]]


@click.command("check")
@click.argument("paths", nargs=-1, metavar="FILES...", shell_complete=completing.scenarios)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(paths: tuple[str, ...], as_json: bool) -> None:
    """Check scenario files, folders of them, or shipped ones by name; nothing is raced.

    A function of yours is read, not run: lines that begin with look: tell what would make a lane fail.
    Without FILES the shipped scenarios are checked. Exit code 2 when there is any problem.
    """
    results = [result for path in paths or (None,) for result in _checked(path)]
    if as_json:
        records: list[dict[str, Any]] = [
            {"path": str(file), "ok": not problems, "problems": [one.as_dict() for one in problems]}
            | ({"look": looks(scenario)} if scenario is not None else {})
            for file, scenario, problems in results
        ]
        click.echo(json.dumps(records, indent=2))
    else:
        for file, scenario, problems in results:
            for problem in problems:
                click.echo(neutral_lines(str(problem)))
            if scenario is not None:
                click.echo(neutral_lines("\n".join([f"{file}: ok", *looks(scenario)])))
    if any(problems for _, _, problems in results):
        sys.exit(BAD_INPUT)


def _checked(path: str | None) -> list[Result]:
    """The files of one argument; an argument that leads to none is a problem like others."""
    from gilrace.errors import InputError
    from gilrace.scenario import Problem, check, find

    try:
        files = find([path] if path is not None else [])
    except InputError as error:
        place = Path(path or ".")
        return [(place, None, (Problem(place, 1, 1, error.message, error.advice),))]
    return [(file, *check(file)) for file in files]
