"""Saving a race from the results screen: a folder with its recording and every report there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from gilrace import safety
from gilrace.analysis.recorded import recorded_outcomes
from gilrace.errors import InputError
from gilrace.race.events import Event, RaceOpened, to_line
from gilrace.race.stored import folded
from gilrace.report.naming import file_name, stem

MOST = 10_000  # folders of one name


def export(events: Sequence[Event], folder: Path | None = None) -> Path:
    """Write a new folder below ``folder`` (here), named after the race. Raises InputError."""
    safety.refuse("nothing is saved here; `gilrace report --html -` prints")
    opened = next((event for event in events if isinstance(event, RaceOpened)), None)
    name = stem(opened.name if opened else "race")
    try:
        target = _new_folder(folder or Path.cwd(), name)
        with (target / file_name(name, "race")).open("w", encoding="utf-8") as file:
            file.writelines(f"{to_line(event)}\n" for event in events)
        for form, text in _documents(events):
            (target / file_name(name, form)).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write the results here: {error.strerror}",
            advice="Start gilrace in a folder you may write to.",
        ) from error
    return target


def _new_folder(parent: Path, name: str) -> Path:
    for number in range(1, MOST):
        target = parent / (f"{name}-results" if number == 1 else f"{name}-results-{number}")
        if not target.exists():
            target.mkdir()
            return target
    raise InputError(f"there are {MOST} folders of results of {name} here", advice="Remove some.")


def _documents(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    from gilrace.report import FORMATS

    state = folded(events)
    outcomes = recorded_outcomes(state)
    for name, one in FORMATS.items():
        yield name, one.render(state, outcomes, events)
