"""``gilrace advise``: what to use for some work, on which evidence, and as a program that runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli.report_cmd import check_places
from gilrace.cli.sweep_options import work_options
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.sweep.advice import Advice

EPILOG = """\b
Exit code: 0 there is a recommendation, 2 bad input, 4 no candidate finished,
130 interrupted.

\b
Examples:
  gilrace advise ./mine.py:work --items 200
  gilrace advise cpu-primes --snippet primes.py
  gilrace advise --from race.jsonl --json -
"""


@click.command("advise", epilog=EPILOG)
@click.argument("target", required=False, metavar="SCENARIO|FILE.PY:FUNCTION")
@click.option(
    "--from", "recording", metavar="FILE|NUMBER", help="Of a recorded sweep or race; nothing is run."
)
@work_options
@click.option("--json", "json_to", metavar="FILE", help="Write it as JSON; - is standard output.")
@click.option("--snippet", "snippet_to", metavar="FILE", help="Write it as a program; - is standard output.")
def command(
    target: str | None, recording: str | None, json_to: str | None, snippet_to: str | None, **options: Any
) -> None:
    """Recommend a strategy, a number of workers and a chunk: sweep, or read a recording."""
    from gilrace.sweep.advice import advise

    for option, to in (("--json", json_to), ("--snippet", snippet_to)):
        safety.refuse_file(to, option)
    check_places({name: to for name, to in (("json", json_to), ("snippet", snippet_to)) if to})
    state, code, folder = _measured(target, recording, options)
    found = advise(state)
    program = _program(state, found, folder, wanted=bool(snippet_to))
    _tell(found, program, json_to, snippet_to)
    sys.exit(code)


def _measured(
    target: str | None, recording: str | None, options: dict[str, Any]
) -> tuple[RaceState, int, Path]:
    """What was measured, the exit code, and the folder that the work's files are looked for in."""
    from gilrace.race.stored import folded

    if (target is None) == (recording is None):
        raise InputError("name either some work or a recording", advice="Write gilrace advise --from FILE.")
    if recording is not None:
        from gilrace.history import recorded

        state = folded(recorded(recording))
        return state, 0, Path.cwd()
    from gilrace.cli.sweep_running import exit_code, swept

    found = swept(target or "", options)
    return found.raced.state, exit_code(found), found.scenario.path.resolve().parent


def _program(state: RaceState, found: Advice, folder: Path, *, wanted: bool) -> str:
    """The advice as code; empty where none can be written and none was asked for. Raises InputError."""
    from gilrace.sweep.snippet import snippet

    workload = state.opened.scenario.get("workload") if state.opened else None
    if found.candidate is None or not workload:
        return ""
    try:
        return snippet(workload, found.candidate, folder)
    except InputError:
        if wanted:
            raise
        return ""


def _tell(found: Advice, program: str, json_to: str | None, snippet_to: str | None) -> None:
    import json

    from gilrace.cli.output import write_documents
    from gilrace.console.neutral import neutral
    from gilrace.sweep.advice import document, lines

    if json_to:
        write_documents(json_to, [json.dumps(document(found, program), indent=2, ensure_ascii=False) + "\n"])
    if snippet_to and program:
        write_documents(snippet_to, [program])
    if "-" not in (json_to, snippet_to):
        click.echo("\n".join(neutral(line) for line in lines(found)))
