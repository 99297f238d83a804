"""``gilrace list``: what can be raced, by kind; broken files too, with the line to mend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace.cli import completing
from gilrace.console.neutral import neutral_lines

if TYPE_CHECKING:
    from gilrace.scenario import Problem, Scenario

    Entry = tuple[Path, Scenario | None, tuple[Problem, ...]]

KINDS = {"cpu": "CPU", "io": "WAITING", "mixed": "MIXED", "yours": "YOUR OWN FUNCTION", "demo": "BUGS"}
BROKEN = "CANNOT BE RACED"


@click.command("list")
@click.argument("paths", nargs=-1, metavar="[PATHS]...", shell_complete=completing.scenarios)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on stdout.")
def command(paths: tuple[str, ...], as_json: bool) -> None:
    """List the shipped scenarios, or those in files and folders."""
    from gilrace.scenario import check, find

    entries = [(file, *check(file)) for file in find(paths)]
    if as_json:
        click.echo(json.dumps([_record(entry) for entry in entries], indent=2))
    else:
        click.echo(neutral_lines("\n\n".join([*_groups(entries), *([] if paths else _strategies())])))


def _strategies() -> list[str]:
    """Lanes that installed packages add."""
    from gilrace.strategies.check import lines

    told = lines()
    return ["\n".join(["STRATEGIES OF OTHER PACKAGES", *told])] if told else []


def _groups(entries: list[Entry]) -> list[str]:
    names = [entry[1].name for entry in entries if entry[1] is not None]
    width = max((len(name) for name in names), default=0)
    groups = []
    for title in (*KINDS.values(), BROKEN):
        lines = [_line(entry, width) for entry in entries if _title(entry) == title]
        if lines:
            groups.append("\n".join([title, *sorted(lines)]))
    return groups


def _title(entry: Entry) -> str:
    scenario = entry[1]
    return BROKEN if scenario is None else KINDS[scenario.kind]


def _line(entry: Entry, width: int) -> str:
    path, scenario, problems = entry
    if scenario is None:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        return f"  {path}: line {problems[0].line}: {problems[0].message}{more}"
    letters = " ".join(lane.letter for lane in scenario.lanes)
    return f"  {scenario.name:<{width}}  {letters:<9}  {scenario.title}".rstrip()


def _record(entry: Entry) -> dict[str, Any]:
    path, scenario, problems = entry
    if scenario is None:
        return {"path": str(path), "ok": False, "problems": [one.as_dict() for one in problems]}
    lanes = [{"id": one.id, "letter": one.letter, "name": one.name} for one in scenario.lanes]
    return {
        "path": str(path),
        "ok": True,
        "name": scenario.name,
        "kind": scenario.kind,
        "title": scenario.title,
        "summary": scenario.summary,
        "tags": list(scenario.tags),
        "lanes": lanes,
    }
