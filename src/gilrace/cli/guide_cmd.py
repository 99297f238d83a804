"""``gilrace guide``: the table of what to use for what, from races that were run here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gilrace.cli import completing
from gilrace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gilrace.race.state import RaceState


BEGIN, END = "<!-- guide -->", "<!-- end of guide -->"


@click.command("guide")
@click.argument("recordings", nargs=-1, metavar="[RECORDINGS]...", shell_complete=completing.files)
@click.option("-o", "--output", default="-", metavar="FILE", help="Where to write; - is standard output.")
@click.option("--into", metavar="FILE", help=f"Replace what stands between {BEGIN} and {END} in it.")
def command(recordings: tuple[str, ...], output: str, into: str | None) -> None:
    """Make the decision table: work, rule of thumb, why, and what was measured here, as Markdown.

    RECORDINGS are files or folders of them, as `gilrace run --record FOLDER` writes; without any, the newest
    race of each scenario in this machine's history counts.
    """
    from gilrace import safety
    from gilrace.cli.output import write_documents
    from gilrace.guide.evidence import evidence
    from gilrace.guide.rules import rules
    from gilrace.guide.table import markdown

    wanted = rules()
    states = dict(_read(recordings) if recordings else _remembered({rule.scenario for rule in wanted}))
    table = markdown([evidence(rule, states.get(rule.scenario)) for rule in wanted])
    if into is None:
        write_documents(output, [table])
    else:
        safety.refuse_file(into, "--into")
        _replace(Path(into), table)


def _replace(path: Path, table: str) -> None:
    """Put the table between the marks of a text file. Raises InputError."""
    try:
        text = path.read_text("utf-8")
        before, begin, rest = text.partition(BEGIN)
        _, end, after = rest.partition(END)
        if not end:
            raise InputError(f"{path} has no place for the guide", advice=f"Write {BEGIN} and {END} into it.")
        path.write_text(f"{before}{begin}\n{table}{end}{after}", "utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be rewritten: {error}") from error


def _read(recordings: tuple[str, ...]) -> Iterator[tuple[str, RaceState]]:
    """By scenario; of several recordings of one the last counts. Raises RecordingError."""
    from gilrace.race.recording import read
    from gilrace.race.state import fold

    for path in (path for name in recordings for path in _files(Path(name))):
        state = fold(read(path))
        if state.opened is not None:
            yield state.opened.name, state


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.race"))
    if not found:
        raise InputError(
            f"no recording in {path}", advice=f"Make some: gilrace run scenarios --record {path}"
        )
    return found


def _remembered(names: set[str]) -> Iterator[tuple[str, RaceState]]:
    from gilrace.errors import GilraceError
    from gilrace.history import last, recorded
    from gilrace.race.state import fold

    for name in sorted(names):
        fair = [run for run in last(name, 20) if run.mode == "fair" and run.recorded]
        for run in fair[:1]:
            try:
                yield name, fold(recorded(str(run.id)))
            except GilraceError as error:
                click.echo(f"gilrace: {error}", err=True)
