"""`gilrace doctor`: what this machine can race, and what is missing."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from gilrace.errors import MachineError
from gilrace.meters import checkup, host, interpreters
from gilrace.meters.checkup import CHECKS, Surroundings, can_race
from gilrace.meters.finding import BAD, GOOD, WARN, Finding
from gilrace.strategies.check import strategies_here

SIGNS = {GOOD: "✓", WARN: "▲", BAD: "✗"}
ASCII_SIGNS = {GOOD: "ok", WARN: "!!", BAD: "XX"}


@click.command("doctor", short_help="Say what this machine can race, and what is missing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def command(as_json: bool) -> None:
    """Look at this machine and say what it can race, what is missing, and what to do about it.

    Exit code 0 if races can be run here, else 3.
    """
    surroundings = Surroundings(os.environ, (sys.stdin, sys.stdout, sys.stderr))
    made: list[Finding] = []
    for finding in findings(surroundings):
        made.append(finding)
        if not as_json:
            click.echo(line_of(finding, plain=not _shows_signs()))
    if as_json:
        click.echo(json.dumps(_report(made), indent=2))
    else:
        click.echo(_summary(made))
    sys.exit(0 if can_race(made) else MachineError.exit_code)


def findings(surroundings: Surroundings) -> Iterator[Finding]:
    """Those of this machine, then the strategies of other packages."""
    checks = {**CHECKS, "strategies": lambda s: strategies_here()}
    return checkup.findings(surroundings, checks)


def line_of(finding: Finding, *, plain: bool) -> str:
    """A sign, what was looked at, how it stands; on a second line, what to do."""
    sign = (ASCII_SIGNS if plain else SIGNS)[finding.level]
    text = f"{sign} {finding.name:<14}{finding.text}"
    arrow = "->" if plain else "→"
    return f"{text}\n{'':<{len(sign) + 15}}{arrow} {finding.advice}" if finding.advice else text


def _summary(made: Sequence[Finding]) -> str:
    if not can_race(made):
        return "\nRaces cannot be run here until this is put right: " + ", ".join(
            finding.name for finding in made if finding.level == BAD
        )
    doubts = [finding.name for finding in made if finding.level == WARN]
    return "\nReady to race." + (f" In doubt: {', '.join(doubts)}." if doubts else "")


def _report(made: Sequence[Finding]) -> dict[str, object]:
    return {
        "ready": can_race(made),
        "findings": [asdict(finding) for finding in made],
        "machine": host.describe(),
        "interpreters": [{**asdict(i), "executable": str(i.executable)} for i in interpreters.found()],
    }


def _shows_signs() -> bool:
    try:
        "✓▲✗→".encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeError, LookupError):
        return False
    return True
