"""``gilrace diagnose``: does a function wait or compute, where, and which lanes are worth a race."""

from __future__ import annotations

import json
import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli.own_options import ITEMS_HELP, items_of, place_of, settings_of
from gilrace.console.neutral import neutral_lines

if TYPE_CHECKING:
    from gilrace.own.diagnosis import Diagnosis
    from gilrace.own.measuring import Measured

LIMIT_S = 60.0


@click.command("diagnose")
@click.argument("function", metavar="FILE.PY:FUNCTION")
@click.option("--items", default="100", show_default=True, help=ITEMS_HELP)
@click.option("--async-twin", "twin", default="", metavar="FILE.PY:FUNCTION", help="Its awaitable twin.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A keyword argument.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def command(function: str, items: str, twin: str, pairs: tuple[str, ...], as_json: bool) -> None:
    """Tell whether a function is I/O-bound or CPU-bound, and which lanes to race.

    It runs for about three seconds in a process of its own: alone, and then in several threads at once, which
    shows whether it holds the GIL.
    """
    from gilrace.own.child import asked
    from gilrace.own.diagnosis import diagnosis
    from gilrace.own.measuring import Measured
    from gilrace.own.racing import order_of, scenario_of, written
    from gilrace.own.source import is_coroutine

    safety.refuse("no function of one's own is run")
    use, folder = place_of(function), Path.cwd()
    settings = settings_of(pairs)
    content = written(use, items_of(items), twin=place_of(twin) if twin else "", settings=settings)
    found = Measured(**asked("nature", order_of(scenario_of(content, folder)), LIMIT_S))
    told = diagnosis(found, has_twin=bool(twin) or is_coroutine(use, folder))
    if as_json:
        click.echo(json.dumps({"function": use, **asdict(told), "measured": asdict(found)}, indent=2))
        return
    click.echo(
        neutral_lines("\n".join([*_lines(use, told, found), *_next(use, items, twin, told, settings)]))
    )


def _lines(use: str, told: Diagnosis, found: Measured) -> list[str]:
    from gilrace.analysis.units import duration, percent, times
    from gilrace.own.diagnosis import busy

    each = duration(found.wall_s / max(found.items, 1) * 1e9)
    waited = max(found.wall_s - found.cpu_s - found.queued_s, 0.0) / found.wall_s
    share = f"{percent(found.gil_held)} of its CPU time" if found.gil_held is not None else "too little CPU"
    ran = f"{found.items} items in {duration(found.wall_s * 1e9)}, {each} each"
    return [
        f"{use}: {told.headline}",
        "",
        f"  CPU/wall      {times(busy(found))}   {ran}",
        f"  waiting       {percent(waited)} of the time",
        f"  GIL held      {share}: {found.threads} threads kept {times(found.cores_together)} cores busy",
        *_profile(found),
        "",
        f"  {told.because}",
        *(f"  {line}" for line in told.advice),
    ]


def _profile(found: Measured) -> list[str]:
    from gilrace.analysis.units import percent

    if not found.lines:
        return []
    rows = [
        f"    {percent(share):>5}  {Path(file).name}:{line}  {_code(file, line) or name}"
        for file, line, name, share in found.lines
    ]
    return ["", "  where the time goes:", *rows]


def _code(file: str, line: int) -> str:
    import linecache

    return linecache.getline(file, line).strip()[:70]


def _next(use: str, items: str, twin: str, told: Diagnosis, settings: dict[str, Any]) -> list[str]:
    words = ["gilrace", "race", use, "--items", items]
    words += ["--async-twin", twin] if twin else []
    for key, value in settings.items():
        words += ["--set", f"{key}={value if isinstance(value, str) else json.dumps(value)}"]
    return ["", f"race it: {shlex.join([*words, '--lanes', ','.join(told.lanes)])}"]
