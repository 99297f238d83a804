"""What can be raced: the shipped scenarios, those in the current folder, and those named outright."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gilrace.errors import InputError
from gilrace.scenario import Scenario, built_in, check, find

KINDS = {
    "cpu": "CPU",
    "io": "WAITING",
    "mixed": "MIXED",
    "yours": "YOUR OWN",
    "bug": "BUGS",
    "deadlock": "DEADLOCKS",
    "broken": "TO MEND",
}
STUCK = frozenset({"deadlock", "livelock", "starvation", "lost-wakeup"})  # tags of demos that come to a halt


@dataclass(frozen=True)
class Entry:
    """One scenario file: what it holds, or what is wrong with it."""

    path: Path
    scenario: Scenario | None = None
    problems: tuple[str, ...] = ()
    line: int = 1  # of the first problem
    stamp: tuple[int, int] = (0, 0)  # of the file when it was read: mtime in ns, bytes

    @property
    def name(self) -> str:
        """What it is called in the list."""
        return self.scenario.name if self.scenario else self.path.name

    @property
    def kind(self) -> str:
        """A key of `KINDS`."""
        if self.scenario is None:
            return "broken"
        if self.scenario.demo is not None:
            return "deadlock" if set(self.tags) & STUCK else "bug"
        return self.scenario.kind

    @property
    def letters(self) -> str:
        """Its lanes' letters: ``S T P A``."""
        return " ".join(lane.letter for lane in self.scenario.lanes) if self.scenario else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """Its tags."""
        return self.scenario.tags if self.scenario else ()

    @property
    def can_race(self) -> bool:
        """Whether Enter starts a race."""
        return self.scenario is not None and self.scenario.workload is not None

    def matches(self, words: str) -> bool:
        """Whether every word of a filter occurs in its name, title, summary or tags."""
        text = self.name
        if self.scenario:
            text = " ".join((text, self.kind, self.scenario.title, self.scenario.summary, *self.tags))
        return all(word in text.lower() for word in words.lower().split())


def read(paths: Sequence[str] = (), folder: Path | None = None, known: Iterable[Entry] = ()) -> list[Entry]:
    """Everything that can be raced, by kind. Raises InputError for a path that is not there.

    Files that have not changed since they were read into ``known`` are not read again.
    """
    return ordered(reading(paths, folder, known))


def reading(
    paths: Sequence[str] = (), folder: Path | None = None, known: Iterable[Entry] = ()
) -> Iterator[Entry]:
    """As `read`, file by file and in no order: what stands first in the list tends to come first."""
    before = {one.path: one for one in known}
    files = sorted(_files(paths, folder), key=lambda file: file.parent.name != next(iter(KINDS)))
    return (_entry(file, before.get(file)) for file in files)


def ordered(entries: Iterable[Entry]) -> list[Entry]:
    """By kind, then by name; within a kind, first what is meant to be seen first."""
    order = list(KINDS)
    return sorted(entries, key=lambda one: (order.index(one.kind), "first" not in one.tags, one.name))


def _files(paths: Sequence[str], folder: Path | None) -> list[Path]:
    files = find(paths) if paths else [*find(), *_beside(folder or Path.cwd())]
    return list(dict.fromkeys(files))


def entry(path: Path) -> Entry:
    """The entry of one file."""
    stamp = _stamp(path)
    scenario, problems = check(path)
    return Entry(path, scenario, tuple(str(p) for p in problems), problems[0].line if problems else 1, stamp)


def _entry(path: Path, before: Entry | None) -> Entry:
    return before if before is not None and before.stamp == _stamp(path) else entry(path)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


def changed(entries: Sequence[Entry], paths: Sequence[str] = (), folder: Path | None = None) -> bool:
    """Whether one of these files is not what was read, or one may have come or gone. One stat a file."""
    if any(one.stamp != _stamp(one.path) for one in entries):
        return True
    try:
        files = _files(paths, folder)
    except InputError:
        return False
    return set(files) != {one.path for one in entries}


def _beside(folder: Path) -> Iterable[Path]:
    """Scenarios directly in the folder; other YAML files are none of ours."""
    shipped = built_in().resolve()
    if folder.resolve() in (shipped, shipped.parent):
        return []
    try:
        files = sorted(
            file for file in folder.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file()
        )
    except OSError as error:
        raise InputError(f"cannot read the folder {folder}: {error.strerror}") from error
    return [file for file in files if _looks_like_one(file)]


def _looks_like_one(file: Path) -> bool:
    """Whether a line begins with ``workload:`` or ``demo:``; only its first 64 KiB are read."""
    try:
        with file.open("rb") as stream:
            head = b"\n" + stream.read(65_536)
    except OSError:
        return False
    return any(b"\n" + key in head for key in (b"workload:", b"demo:"))
