"""``gilrace history``: past races, newest first; of one scenario with the trend of every lane."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gilrace.console.neutral import neutral_lines
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.history import PastRun
    from gilrace.history.trend import LaneTrend

EPILOG = """\b
A number is what `gilrace compare` and `gilrace report` take.
GILRACE_HISTORY=off keeps nothing; GILRACE_HISTORY=FILE keeps it there;
GILRACE_HISTORY_MB limits the room for recordings (200).
"""
SHADES = "▁▂▃▄▅▆▇█"


@click.command("history", epilog=EPILOG, short_help="List past races, and how lanes have changed.")
@click.argument("scenario", required=False)
@click.option("-n", "count", type=click.IntRange(1, 100_000), default=20, help="How many at most (20).")
@click.option("--json", "as_json", is_flag=True, help="One JSON document instead of lines.")
def command(scenario: str | None, count: int, as_json: bool) -> None:
    """List past races, of all scenarios or of one (its name or its file)."""
    from gilrace.history import last, place
    from gilrace.history.trend import trends

    if place() is None:
        raise InputError("the history is switched off", advice="Unset GILRACE_HISTORY to keep races again.")
    name = _name(scenario) if scenario else ""
    runs = last(name, count)
    found = trends(runs) if name else ()
    if as_json:
        document = {"schema": 1, "runs": [asdict(x) for x in runs], "trends": [asdict(x) for x in found]}
        click.echo(json.dumps(document, indent=2))
        return
    if not runs:
        click.echo(f"no past races{f' of {name}' if name else ''}", err=True)
        return
    click.echo(neutral_lines("\n".join([*_rows(runs, with_name=not name), *_trend_lines(found)])))


def _name(scenario: str) -> str:
    """A scenario's name: as given, or of the file that was named."""
    from gilrace.scenario import check

    path = Path(scenario)
    if not path.is_file():
        return scenario
    read, _ = check(path)
    return read.name if read else path.stem


def _rows(runs: Sequence[PastRun], *, with_name: bool) -> list[str]:
    from gilrace.analysis.units import duration
    from gilrace.console.cells import padded, width_of
    from gilrace.console.neutral import neutral

    names = [neutral(run.scenario) if with_name else "" for run in runs]
    width = max(map(width_of, names))
    gap = "  " if with_name else ""
    return [
        f"{run.id:>4}  {_when(run)}  {padded(name, width, True)}{gap}{duration(run.seconds * 1e9):>9}  "
        f"{neutral(run.headline)}{'' if run.recorded else '  (no recording)'}"
        for run, name in zip(runs, names, strict=True)
    ]


def _when(run: PastRun) -> str:
    return run.started_at[:16].replace("T", " ").ljust(16)


def _trend_lines(found: Sequence[LaneTrend]) -> list[str]:
    from gilrace.console.table import Column, tables

    known = [x for x in found if x.ratio is not None]
    if not known:
        return []
    key = Column("lane", tuple(f"{x.lane.letter} {x.lane.name}" for x in known), left=True)
    columns = [
        Column("over time", tuple(_spark(x.walls[-20:]) for x in known), left=True),
        Column("newest", tuple(_duration(x.walls[-1]) for x in known)),
        Column("against before", tuple(_change(x) for x in known)),
        Column("", tuple(x.status for x in known), left=True),
    ]
    return ["", *tables(key, columns, 100)]


def _duration(ns: float) -> str:
    from gilrace.analysis.units import duration

    return duration(ns)


def _spark(walls: Sequence[float]) -> str:
    """Heights from the fastest to the slowest of them; level when they are within two percent."""
    low, high = min(walls), max(walls)
    if high <= low * 1.02:
        return SHADES[3] * len(walls)
    return "".join(SHADES[round((wall - low) / (high - low) * 7)] for wall in walls)


def _change(trend: LaneTrend) -> str:
    from gilrace.analysis.units import ratio, times

    found = trend.ratio
    return f"{ratio(found.value)} ({times(found.low)}-{times(found.high)})" if found else ""
