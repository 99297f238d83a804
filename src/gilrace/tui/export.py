"""Saving a race from the results screen: its recording, from which every report can be made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gilrace.errors import InputError
from gilrace.race.events import Event, RaceOpened, to_line


def export(events: Sequence[Event], folder: Path | None = None) -> list[Path]:
    """Write the recording under a free name into the folder (here). Raises InputError."""
    folder = folder or Path.cwd()
    opened = next((event for event in events if isinstance(event, RaceOpened)), None)
    name = opened.name if opened else "race"
    stems = (f"{name}{f'-{number}' if number else ''}" for number in (0, *range(2, 10_000)))
    path = next(folder / f"{stem}.race" for stem in stems if not (folder / f"{stem}.race").exists())
    try:
        with path.open("x", encoding="utf-8") as file:
            file.writelines(f"{to_line(event)}\n" for event in events)
    except OSError as error:
        raise InputError(
            f"cannot write {path.name} here: {error.strerror}",
            advice="Start gilrace in a folder you may write to.",
        ) from error
    return [path]
