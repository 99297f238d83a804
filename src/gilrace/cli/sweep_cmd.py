"""``gilrace sweep``: which strategy, how many workers, which chunk; measured within a time budget."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli.report_cmd import check_places
from gilrace.cli.sweep_options import work_options
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.cli.sweep_running import Swept
    from gilrace.sweep.costs import Costs

EPILOG = """\b
Every candidate runs once, then the better half again, until the rest is told apart
or the time is up. What is too close to call goes to the simpler.

\b
Exit code: 0 there is an answer, 2 bad input, 4 no candidate finished,
130 interrupted (what was measured is kept).

\b
Examples:
  gilrace sweep cpu-primes
  gilrace sweep ./mine.py:work --items 200 --budget 2m
  gilrace sweep io-sleep --strategies threads,asyncio --workers 8,32,100 --html sweep.html
  gilrace sweep --break-even
"""


@click.command("sweep", epilog=EPILOG)
@click.argument("target", required=False, metavar="SCENARIO|FILE.PY:FUNCTION")
@work_options
@click.option("--json", "json_to", metavar="FILE", help="Write the answer as JSON; - is standard output.")
@click.option("--html", "html_to", metavar="FILE", help="Write one page with the curves.")
@click.option("--break-even", is_flag=True, help="Only measure from which work on a process pool pays here.")
def command(target: str | None, json_to: str | None, html_to: str | None, **options: Any) -> None:
    """Find the best strategy, number of workers and chunk for some work, by racing them."""
    from gilrace.cli.sweep_running import exit_code, measure_costs, swept

    for option, to in (("--json", json_to), ("--html", html_to)):
        safety.refuse_file(to, option)
    check_places({name: to for name, to in (("json", json_to), ("html", html_to)) if to})
    if target is None:
        if not options["break_even"]:
            raise InputError("there is nothing to sweep", advice="Name a scenario or a function.")
        costs, raced = measure_costs(options)
        _break_even(costs, json_to)
        sys.exit(130 if raced.interrupted else 0)
    found = swept(target, options)
    if found.raced.state.opened:
        _write(found, json_to, html_to)
        if "-" not in (json_to, html_to):
            _show(found, options)
    sys.exit(exit_code(found))


def _break_even(costs: Costs, json_to: str | None) -> None:
    import json

    from gilrace.cli.output import write_documents
    from gilrace.sweep.costs import costs_document, costs_lines

    if json_to:
        write_documents(json_to, [json.dumps(costs_document(costs), indent=2) + "\n"])
    if json_to != "-":
        click.echo("\n".join(costs_lines(costs)))


def _write(found: Swept, json_to: str | None, html_to: str | None) -> None:
    from gilrace.cli.output import write_documents
    from gilrace.report import html
    from gilrace.report.sweep import render

    if json_to:
        write_documents(json_to, [render(found.raced.state)])
    if html_to:
        write_documents(html_to, [html.render(found.raced.state, (), found.events)])


def _show(found: Swept, options: dict[str, Any]) -> None:
    from gilrace.cli.sweep_running import result_style
    from gilrace.console.sweeping import break_even_lines, sweep_lines

    width, glyphs, pictures = result_style(options)
    lines = sweep_lines(found.answer, width, glyphs=glyphs, pictures=pictures)
    lines += break_even_lines(found.raced.state, width, glyphs=glyphs)
    if options["record"] and found.answer.chosen:
        lines += ["", f"As a program: gilrace advise --from {options['record']} --snippet -"]
    click.echo("\n".join(lines))
