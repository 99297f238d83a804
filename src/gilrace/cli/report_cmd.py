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
from gilrace.cli.progress import SILENCE, Bar, bar, events_of, over
from gilrace.console.neutral import neutral_lines
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.report.documented import Documented

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


def write_reports(races: Sequence[Documented], where: dict[str, str], shown: Bar = SILENCE) -> None:
    """Every format asked for; of several races each gets a file of its own in a folder. Raises InputError."""
    from gilrace.cli.output import write_documents

    for name, to in where.items():
        shown.stage(f"writing {name}")
        able = [race for race in races if name in race.formats]
        _tell_of_the_others(name, [race for race in races if race not in able])
        documents = [race.formats[name]() for race in able]
        if to == "-" or name == "json":
            write_documents(to, ["".join(documents)] if name != "json" else documents)
            continue
        for path, document in zip(_files(Path(to), name, able, len(races) == 1), documents, strict=True):
            write_documents(str(path), [document])


def _tell_of_the_others(form: str, races: Sequence[Documented]) -> None:
    if races:
        names = ", ".join(race.name for race in races)
        has = ", ".join(races[0].formats)
        click.echo(neutral_lines(f"gilrace: no {form} of {names}: a {races[0].kind} has {has}"), err=True)


def _files(path: Path, name: str, races: Sequence[Documented], alone: bool) -> list[Path]:
    """The file itself, or one a race in a folder, named after the races."""
    from gilrace.report.naming import file_name, stem

    if not races:
        return []
    if alone and not path.is_dir():
        return [path]
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {path}: {error.strerror or error}") from error
    taken: Counter[str] = Counter()
    found = []
    for one in races:
        race = stem(one.name)
        taken[race] += 1
        found.append(path / file_name(race, name, taken[race]))
    return found


@click.command("report", short_help="Make pages and tables of a recording.")
@click.argument(
    "recordings", nargs=-1, required=True, metavar="FILE|NUMBER...", shell_complete=completing.files
)
@click.option("--json", "to_json", metavar="FILE", help="The result as JSON; - is standard output.")
@document_options
def command(recordings: tuple[str, ...], to_json: str | None, **options: Any) -> None:
    """Make documents of recordings: files, or numbers that `gilrace history` shows.

    Without an option a page is made beside each recording; of several, each format goes into a folder.
    """
    where = {**wanted(options), **({"json": to_json} if to_json else {})}
    if not where:
        safety.refuse("no page is written beside a recording; say --html -")
    with bar(recordings) as shown:
        races = [documented(name, shown) for name in recordings]
        if where:
            write_reports(races, where, shown)
            return
        pages = [_beside(name, race, shown) for name, race in zip(recordings, races, strict=True)]
    for path in pages:
        click.echo(neutral_lines(f"wrote {path}"), err=True)


def documented(name: str, shown: Bar) -> Documented:
    """A recording's documents. Raises InputError."""
    from gilrace.analysis.recorded import recorded_outcomes
    from gilrace.race.state import fold
    from gilrace.race.stored import Stored
    from gilrace.report.documented import of_race

    events = events_of(name, shown)
    state = events.whole if isinstance(events, Stored) else fold(over(events, shown, "replaying"))
    return of_race(state, recorded_outcomes(state), events)


def _beside(name: str, race: Documented, shown: Bar) -> Path:
    path = Path(name).with_suffix(".html") if Path(name).exists() else Path(f"race-{name}.html")
    write_reports([race], {"html": str(path)}, shown)
    return path
