"""``gilrace report``: documents from a recording, in any number of formats at once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli import completing
from gilrace.console.neutral import neutral_lines
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

    Documented = tuple[RaceState, Sequence[Outcome], Sequence[Event]]

HELP = {
    "html": "One page with charts, reasons and numbers.",
    "markdown": "For a CI job's summary.",
    "csv": "A row for every heat.",
    "junit": "Expectations as test cases, JUnit XML.",
    "svg": "The chart of speed-ups.",
    "trace": "For Perfetto and other trace viewers.",
}


def document_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """An option for every format but JSON, which commands have of old."""
    for name, words in reversed(HELP.items()):
        text = f"{words} - is standard output." if name == "html" else words
        command = click.option(f"--{name}", f"to_{name}", metavar="FILE", help=text)(command)
    return command


def wanted(options: dict[str, Any]) -> dict[str, str]:
    """Where to write which format, as asked for by `document_options`."""
    return {name: options[f"to_{name}"] for name in HELP if options.get(f"to_{name}")}


def check_places(where: dict[str, str]) -> None:
    """Complain before a race, not after it, about a file that cannot be written. Raises InputError."""
    for name, to in where.items():
        safety.refuse_file(to, f"--{name}")
        folder = Path(to).absolute().parent
        if to != "-" and not (folder.is_dir() and os.access(folder, os.W_OK)):
            raise InputError(
                f"cannot write {to}: {folder} is not a folder you may write to",
                advice="Name a file in a folder you may write to.",
            )


def write_reports(races: Sequence[Documented], where: dict[str, str]) -> None:
    """Every format asked for; of several races each gets a file of its own in a folder. Raises InputError."""
    from gilrace.cli.output import write_documents
    from gilrace.report import FORMATS

    for name, to in where.items():
        documents = [FORMATS[name].render(*race) for race in races]
        if to == "-" or name == "json":
            write_documents(to, ["".join(documents)] if name != "json" else documents)
            continue
        for path, document in zip(_files(Path(to), name, races), documents, strict=True):
            write_documents(str(path), [document])


def _files(path: Path, name: str, races: Sequence[Documented]) -> list[Path]:
    """The file itself, or one a race in a folder, named after the races."""
    from gilrace.report.naming import file_name, stem

    if len(races) == 1 and not path.is_dir():
        return [path]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {path}: {error.strerror or error}") from error
    taken: Counter[str] = Counter()
    found = []
    for state, _, _ in races:
        race = stem(state.opened.name if state.opened else "")
        taken[race] += 1
        found.append(path / file_name(race, name, taken[race]))
    return found


@click.command("report", short_help="Make HTML, Markdown, CSV ... of a recording.")
@click.argument(
    "recordings", nargs=-1, required=True, metavar="FILE|NUMBER...", shell_complete=completing.files
)
@click.option("--json", "to_json", metavar="FILE", help="The result as JSON; - is standard output.")
@document_options
def command(recordings: tuple[str, ...], to_json: str | None, **options: Any) -> None:
    """Make documents of recordings: files, or numbers that `gilrace history` shows.

    Without an option a page is made beside each recording; of several, each format goes into a folder.
    """
    from gilrace.analysis.recorded import recorded_outcomes
    from gilrace.history import recorded
    from gilrace.race.state import fold

    where = {**wanted(options), **({"json": to_json} if to_json else {})}
    if not where:
        safety.refuse("no page is written beside a recording; say --html -")
    races: list[Documented] = []
    for name in recordings:
        events = recorded(name)
        state = fold(events)
        races.append((state, recorded_outcomes(state), events))
    if where:
        write_reports(races, where)
        return
    for name, race in zip(recordings, races, strict=True):
        _beside(name, race)


def _beside(name: str, race: Documented) -> None:
    path = Path(name).with_suffix(".html") if Path(name).exists() else Path(f"race-{name}.html")
    write_reports([race], {"html": str(path)})
    click.echo(neutral_lines(f"wrote {path}"), err=True)
