"""``gilrace tour``: the shipped scenarios one after another, question first, reason after."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from gilrace.cli import switches
from gilrace.console.neutral import neutral_lines
from gilrace.errors import GilraceError, InputError

if TYPE_CHECKING:
    from gilrace.scenario import Scenario
    from gilrace.scenario.course import Chapter

INTERRUPTED = 130
GRAVEST = (INTERRUPTED, 2, 4, 3, 1)


@click.command("tour")
@click.option("--yes", "-y", is_flag=True, help="Race them all without asking.")
@click.option("--from", "first", metavar="NAME", help="Begin at this scenario.")
@click.option("--chapter", type=int, metavar="N", help="Only this chapter.")
@click.option("--rounds", type=int, help="Counted rounds of every race.")
@click.option("--list", "only_list", is_flag=True, help="Print the course and race nothing.")
@click.option("--plain", is_flag=True, help="Sentences, one a line.")
@switches.no_wait
def command(
    yes: bool, first: str | None, chapter: int | None, rounds: int | None, only_list: bool, plain: bool
) -> None:
    """Walk through the course: a question, the race, the reason. Enter goes on, s skips, q ends."""
    from gilrace.scenario.course import course

    chapters = _wanted(course(), first, chapter)
    if only_list:
        click.echo("\n\n".join(_listed(number, one) for number, one in chapters))
        return
    codes: list[int] = []
    for number, one in chapters:
        click.echo(f"\n{number}. {one.title}: {one.about}", err=True)
        for name in one.scenarios:
            answer = _station(name, yes=yes, rounds=rounds, plain=plain, codes=codes)
            if answer == "q" or INTERRUPTED in codes:
                sys.exit(_gravest(codes))
    sys.exit(_gravest(codes))


def _wanted(
    chapters: tuple[Chapter, ...], first: str | None, number: int | None
) -> list[tuple[int, Chapter]]:
    """Chapters with their numbers, begun where asked. Raises InputError."""
    from dataclasses import replace

    from gilrace.scenario.problem import nearest

    numbered = list(enumerate(chapters, 1))
    if number is not None:
        numbered = [pair for pair in numbered if pair[0] == number]
        if not numbered:
            raise InputError(f"there is no chapter {number}", advice=f"There are 1 to {len(chapters)}.")
    if first is None:
        return numbered
    for place, (at, one) in enumerate(numbered):
        if first in one.scenarios:
            rest = one.scenarios[one.scenarios.index(first) :]
            return [(at, replace(one, scenarios=rest)), *numbered[place + 1 :]]
    known = [name for _, one in numbered for name in one.scenarios]
    raise InputError(f"{first} is no station of the course", advice=nearest(first, known))


def _listed(number: int, chapter: Chapter) -> str:
    from gilrace.scenario import load, resolve

    rows = [f"   {name:<28}{load(resolve(name)).title}" for name in chapter.scenarios]
    return "\n".join([f"{number}. {chapter.title}: {chapter.about}", *rows])


def _station(name: str, *, yes: bool, rounds: int | None, plain: bool, codes: list[int]) -> str:
    """Ask, race, tell why; what was answered."""
    from gilrace.scenario import load, resolve

    scenario = load(resolve(name))
    click.echo(f"\n{scenario.title} ({name})\n{scenario.summary}", err=True)
    answer = "" if yes else _asked(scenario)
    if answer not in ("q", "s"):
        codes.append(_race(scenario, rounds, plain))
        _because(scenario)
    return answer


def _asked(scenario: Scenario) -> str:
    if scenario.teach and scenario.teach.question:
        click.echo(f"Guess: {scenario.teach.question}", err=True)
        for choice in scenario.teach.choices:
            click.echo(f"  - {choice}", err=True)
    click.echo("Enter races it, s skips it, q ends the tour: ", nl=False, err=True)
    line = sys.stdin.readline()
    return line.strip().lower()[:1] if line else "q"


def _race(scenario: Scenario, rounds: int | None, plain: bool) -> int:
    from gilrace.cli.run_cmd import command as run

    words = [str(scenario.path)]
    words += ["--rounds", str(rounds)] if rounds and scenario.workload is not None else []
    words += ["--plain"] if plain else []
    try:
        run.main(words, standalone_mode=False)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    except GilraceError as error:
        click.echo(neutral_lines(f"gilrace: {error}"), err=True)
        return error.exit_code
    return 0


def _because(scenario: Scenario) -> None:
    if scenario.teach and scenario.teach.because:
        answer = f"{scenario.teach.answer}. " if scenario.teach.answer else ""
        click.echo(f"\nWhy: {answer}{' '.join(scenario.teach.because.split())}", err=True)


def _gravest(codes: list[int]) -> int:
    return next((code for code in GRAVEST if code in codes), 0)
