"""The challenge "fix it": a copy of a demo's file in the person's editor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.errors import InputError
from gilrace.tui.editing import edit
from gilrace.tui.lab.subject import Subject, copied

if TYPE_CHECKING:
    from textual.app import App

    from gilrace.lab.demo import Demo


def edited(app: App[None], subject: Subject, demo: Demo | None) -> Subject | None:
    """A copy that was edited, or the copy edited again, which may be so broken that there is no demo.

    None when there is nothing to edit yet. Raises `InputError` when it cannot be written or no editor opens.
    """
    if subject.mended:
        path = Path(subject.use)
    elif demo is not None:
        path = copied(demo.file, Path.cwd())
    else:
        return None
    if problem := edit(app, path, _line(demo)):
        if not subject.mended and str(path) not in problem:  # a copy nobody was told of
            path.unlink(missing_ok=True)
        raise InputError(problem)
    return Subject(f"{path.name}: mended?", str(path), subject.actors, mended=True)


def _line(demo: Demo | None) -> int:
    """Where the first body begins; a stand-in has it as its argument."""
    return int(demo.actors[0].args[0]) if demo else 1
