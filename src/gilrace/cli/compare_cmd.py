"""``gilrace compare``: two races, lane by lane: faster, slower, or too close to call."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from gilrace.cli import completing
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.history.comparing import Comparison, LaneChange


@click.command("compare", short_help="Say which lanes became faster or slower between two races.")
@click.argument("before", metavar="BEFORE", shell_complete=completing.files)
@click.argument("after", metavar="AFTER", shell_complete=completing.files)
@click.option("--fail-slower", is_flag=True, help="Exit code 1 when a lane is slower beyond its interval.")
@click.option(
    "--tolerance",
    type=click.FloatRange(0, 1000),
    default=0.0,
    metavar="PERCENT",
    help="Changes up to this many percent count as none.",
)
@click.option(
    "--fail-if-slower",
    metavar="PERCENT",
    help="Exit code 1 when a lane is slower by more than this, beyond its interval, or has no time any more.",
)
@click.option("--markdown", metavar="FILE", help="For a CI job's summary; - is standard output.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def command(
    before: str,
    after: str,
    fail_slower: bool,
    tolerance: float,
    fail_if_slower: str | None,
    markdown: str | None,
    as_json: bool,
) -> None:
    """Compare two races of the same scenario: recordings, or numbers that `gilrace history` shows."""
    if fail_if_slower is not None:
        fail_slower, tolerance = True, _percent(fail_if_slower)
    from gilrace.history import recorded
    from gilrace.history.comparing import compare
    from gilrace.race.stored import folded

    found = compare(folded(recorded(before)), folded(recorded(after)), tolerance / 100)
    if markdown:
        from gilrace.cli.compare_markdown import render
        from gilrace.cli.output import write_documents

        write_documents(markdown, [render(found)])
    if as_json:
        click.echo(json.dumps(_record(found), indent=2))
    elif markdown != "-":
        click.echo("\n".join(_lines(found)))
    sys.exit(1 if fail_slower and (found.slower or found.lost) else 0)


def _percent(text: str) -> float:
    """``10%``, ``10 %`` or ``10``. Raises InputError."""
    try:
        value = float(text.strip().removesuffix("%"))
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1000:
        raise InputError(
            f"--fail-if-slower: {text!r} is no percentage", advice="Say 10%, or 0% for any change."
        )
    return value


def _lines(found: Comparison) -> list[str]:
    from gilrace.console.neutral import neutral
    from gilrace.console.table import Column, tables

    shown = found.lanes
    key = Column("lane", tuple(neutral(f"{x.lane.letter} {x.lane.name}") for x in shown), left=True)
    columns = [
        Column("before", tuple(_wall(x.before) for x in shown)),
        Column("after", tuple(_wall(x.after) for x in shown)),
        Column("after/before", tuple(_ratio(x) for x in shown)),
        Column("", tuple(x.status for x in shown), left=True),
    ]
    lines = tables(key, columns, 100)
    if found.differences:
        lines += ["", "The two races differ in more than time:"]
        lines += [f"  {neutral(text)}" for text in found.differences]
    return lines


def _wall(estimate: Any) -> str:
    from gilrace.analysis import units

    return units.duration(estimate.value) if estimate else units.UNKNOWN


def _ratio(change: LaneChange) -> str:
    from gilrace.analysis import units

    ratio = change.ratio
    if ratio is None:
        return units.UNKNOWN
    ends = f"{units.times(ratio.low)}-{units.times(ratio.high)}"
    return f"{units.ratio(ratio.value)} ({'assumed ' if ratio.assumed else ''}{ends})"


def _record(found: Comparison) -> dict[str, Any]:
    lanes = [{**asdict(change), "lane": change.lane.id, "name": change.lane.name} for change in found.lanes]
    return {"schema": 1, "lanes": lanes, "differences": list(found.differences)}
