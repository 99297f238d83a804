"""A bar on standard error for work that takes seconds: large recordings read, replayed and written down.

Only on a terminal, and only for large files: everybody else sees nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress

    from gilrace.race.events import Event

LARGE_BYTES = 5_000_000
STEP = 2_000  # events between looks at the bar


class Bar(Protocol):
    """What is told of long work."""

    def stage(self, title: str, total: int | None = None) -> None:
        """Something new begins; ``total`` = how much there is of it, where that is known."""

    def advance(self, amount: int) -> None:
        """So much more of it is done."""


class Silence:
    """Nobody is looking."""

    def stage(self, title: str, total: int | None = None) -> None:
        """Nothing is shown."""

    def advance(self, amount: int) -> None:
        """Nothing is shown."""


SILENCE = Silence()


class Drawn:
    """One line on a terminal, gone when the work is done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None)
        self._step, self._untold = 0, 0

    def stage(self, title: str, total: int | None = None) -> None:
        """A new title, from nothing."""
        self._step, self._untold = (total or 0) // 500, 0
        self._progress.reset(self._task, total=total, description=title)

    def advance(self, amount: int) -> None:
        """Told to the bar when it would show: this is called for every line."""
        self._untold += amount
        if self._untold >= self._step:
            self._progress.advance(self._task, self._untold)
            self._untold = 0


@contextmanager
def bar(names: Sequence[str]) -> Iterator[Bar]:
    """For work on these recordings."""
    size = sum(Path(name).stat().st_size for name in names if Path(name).is_file())
    if size < LARGE_BYTES or not sys.stderr.isatty():
        yield SILENCE
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Drawn(progress)


def events_of(name: str, shown: Bar) -> Sequence[Event]:
    """The events of a recording's file, or of a past race. Raises InputError."""
    from gilrace.history import recorded
    from gilrace.race.stored import load

    path = Path(name)
    if not path.is_file():
        return recorded(name)
    shown.stage(f"reading {path.name}", path.stat().st_size)
    return load(path, shown.advance)


def over(events: Sequence[Event], shown: Bar, title: str) -> Iterator[Event]:
    """The events, one by one, told as they are taken."""
    shown.stage(title, len(events))
    for number, event in enumerate(events, 1):
        if number % STEP == 0:
            shown.advance(STEP)
        yield event
