"""What `sweep` and `advise` are given: the work, and what bounds the sweep of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli import switches
from gilrace.cli.asking import settle
from gilrace.cli.own_options import ITEMS_HELP, items_of, place_of, settings_of
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.scenario import Scenario


def work_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that name the work and bound the sweep."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


_OPTIONS = (
    click.option("--items", help=f"Of a function. {ITEMS_HELP}"),
    click.option("--async-twin", "twin", default="", metavar="FILE.PY:FUNCTION", help="Its awaitable twin."),
    click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A keyword argument."),
    click.option("--strategies", default="", help="Only these: threads,processes,asyncio."),
    click.option("--workers", default="", help="How many, comma between: 1,2,4,8."),
    click.option("--chunks", default="", help="Items a task, comma between: 1,16,auto."),
    click.option("--budget", default="60s", show_default=True, help="Time for everything: 60s, 5m."),
    click.option("--record", metavar="FILE", help="Write the recording."),
    click.option("--no-history", is_flag=True, help="Do not keep it; see `gilrace history`."),
    click.option("--no-break-even", "costless", is_flag=True, help="Do not measure what a task costs here."),
    click.option("--no-preflight", is_flag=True, help="Start without looking at the function."),
    click.option("--plain", is_flag=True, help="Sentences, one a line."),
    click.option("--quiet", "-q", is_flag=True, help="Only the result."),
    switches.no_wait,
    switches.trust,
    switches.safe,
)


def scenario_of(target: str, options: Mapping[str, Any]) -> Scenario:
    """The work: a scenario by file or name, or ``./file.py:function``. Raises InputError."""
    from gilrace.scenario import load, resolve

    own = {"--items": options["items"], "--async-twin": options["twin"], "--set": options["pairs"]}
    if ":" in target and not Path(target).exists():
        return _function(target, options)
    wrong = next((name for name, value in own.items() if value), "")
    if wrong:
        raise InputError(f"{wrong} is for a function", advice="In a scenario, change its workload.")
    found = load(resolve(target))
    settle(found)
    return found


def _function(target: str, options: Mapping[str, Any]) -> Scenario:
    from gilrace.own.racing import scenario_of as made
    from gilrace.own.racing import written
    from gilrace.own.source import is_coroutine

    safety.refuse("no function of one's own is run")
    use, twin = place_of(target), options["twin"]
    content = written(
        use,
        items_of(options["items"] or "100"),
        twin=place_of(twin) if twin else use if is_coroutine(use, Path.cwd()) else "",
        settings=settings_of(options["pairs"]),
    )
    return made(content, Path.cwd())


def look_over(scenario: Scenario, strategies: tuple[str, ...]) -> tuple[str, ...]:
    """The strategies without those that the function cannot stand, which are told."""
    from gilrace.own.finding import ERROR
    from gilrace.own.preflight import preflight
    from gilrace.own.racing import order_of
    from gilrace.sweep.candidate import STRATEGIES
    from gilrace.sweep.grid import awaitable

    wanted = strategies or tuple(x for x in STRATEGIES if x != "asyncio" or awaitable(scenario))
    found = preflight(order_of(scenario), set(wanted))
    for finding in found:
        what = "processes are left out" if finding.level == ERROR else "look"
        click.echo(f"{what}: {finding}", err=True)
    if any(finding.level == ERROR for finding in found):
        return tuple(x for x in wanted if x != "processes")
    return strategies
