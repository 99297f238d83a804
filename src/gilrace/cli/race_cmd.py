"""``gilrace race``: a function of yours against itself, in every way, without a scenario file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli import switches
from gilrace.cli.own_options import ITEMS_HELP, items_of, place_of, settings_of
from gilrace.console.neutral import neutral_lines
from gilrace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gilrace.own.finding import Finding
    from gilrace.scenario import Scenario

EPILOG = """\b
setup() and teardown() of the same module, where there are any, are called once in
every worker: before the clock starts and after the last item.
"""
LIMITED = {"threads": "workers", "processes": "workers", "interpreters": "workers", "asyncio": "limit"}


@click.command("race", epilog=EPILOG)
@click.argument("function", metavar="FILE.PY:FUNCTION")
@click.option("--items", default="100", show_default=True, help=ITEMS_HELP)
@click.option("--async-twin", "twin", default="", metavar="FILE.PY:FUNCTION", help="Its awaitable twin.")
@click.option("--lanes", default="", help="Who races, comma between: sequential,threads:8,processes.")
@click.option("--python", default="", metavar="A,B,C", help="Race every lane on each of these interpreters.")
@click.option("--rounds", default=3, show_default=True, help="Counted rounds.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A keyword argument.")
@click.option("--json", "json_to", metavar="FILE", help="Write the result as JSON; - is standard output.")
@click.option("--record", metavar="FILE", help="Write the recording.")
@click.option("--no-preflight", is_flag=True, help="Start the clock without looking at the function.")
@click.option("--plain", is_flag=True, help="Sentences, one a line.")
@click.option("--quiet", "-q", is_flag=True, help="Only the result.")
@switches.no_wait
def command(function: str, items: str, twin: str, lanes: str, rounds: int, **options: Any) -> None:
    """Race your own function, called with one item at a time.

    It is looked over first: what cannot be sent to a process or would block the event loop is told with its
    fix, before the clock starts.
    """
    from gilrace.own.racing import scenario_of, written
    from gilrace.own.source import is_coroutine
    from gilrace.scenario.interpreters import across

    safety.refuse("no function of one's own is raced")

    use = place_of(function)
    content = written(
        use,
        items_of(items),
        twin=place_of(twin) if twin else use if is_coroutine(use, Path.cwd()) else "",
        lanes=_lanes(lanes),
        rounds=rounds,
        settings=settings_of(options["pairs"]),
    )
    scenario = scenario_of(content, Path.cwd())
    if not options["no_preflight"]:
        _look_over(scenario)
    scenario = across(scenario, [word.strip() for word in options["python"].split(",")])
    sys.exit(_raced(scenario, options))


def _lanes(text: str) -> list[Any]:
    return [_lane(word.strip()) for word in text.split(",") if word.strip()]


def _lane(word: str) -> Any:
    """``threads`` or ``threads:8``. Raises InputError."""
    name, sign, number = word.partition(":")
    if not sign:
        return name
    limited = LIMITED.get(name) or _limited_by_others(name)
    if not limited or not (number.isdecimal() or number == "cores"):
        raise InputError(
            f"--lanes {word} is no lane", advice="Write threads:8, processes:cores or asyncio:100."
        )
    return {name: {limited: int(number) if number.isdecimal() else number}}


def _limited_by_others(name: str) -> str:
    """Strategies that other packages give have workers."""
    from gilrace.strategies import plugins

    return "workers" if name in plugins.usable() else ""


def _look_over(scenario: Scenario) -> None:
    """Tell what was found; raise InputError where a lane would fail."""
    from gilrace.own.finding import ERROR
    from gilrace.own.preflight import PICKLING, preflight
    from gilrace.own.racing import order_of

    found = preflight(order_of(scenario), {lane.strategy for lane in scenario.lanes})
    errors = [finding for finding in found if finding.level == ERROR]
    _tell([finding for finding in found if finding.level != ERROR])
    if errors:
        rest = ",".join(lane.strategy for lane in scenario.lanes if lane.strategy not in PICKLING)
        raise InputError(
            "\n".join(str(finding) for finding in errors),
            advice=f"Or race without them: --lanes {rest}" if rest else "",
        )


def _tell(findings: Sequence[Finding]) -> None:
    for finding in findings:
        click.echo(f"look: {finding}", err=True)


def _raced(scenario: Scenario, options: dict[str, Any]) -> int:
    from gilrace.cli.run_sum import exit_code
    from gilrace.console import faces
    from gilrace.console.racing import race
    from gilrace.race.plan import Options
    from gilrace.race.session import RaceSession

    json_to, record = options["json_to"], options["record"]
    session = RaceSession(scenario, Options(record=Path(record) if record else None, trusted=True))
    shown = faces.choose(plain=options["plain"], quiet=options["quiet"], result_to_stdout=json_to != "-")
    raced = race(session, shown)
    if raced.error is not None:
        click.echo(neutral_lines(f"gilrace: {raced.error}"), err=True)
    if json_to and raced.state.opened:
        from gilrace.cli.output import write_documents
        from gilrace.report.json import render

        write_documents(json_to, [render(raced.state, raced.outcomes)])
    return exit_code([raced], strict=False)
