"""The course: the shipped scenarios in the order in which they teach, chapter by chapter."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from gilrace.errors import InputError
from gilrace.scenario.places import built_in

FILE = "course.toml"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A few scenarios about one thing."""

    title: str
    about: str
    scenarios: tuple[str, ...]  # names of shipped scenarios


def course(path: Path | None = None) -> tuple[Chapter, ...]:
    """The chapters. Raises InputError for a file that cannot be read."""
    path = path or built_in() / FILE
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        return tuple(
            Chapter(str(one["title"]), str(one["about"]), tuple(str(x) for x in one["scenarios"]))
            for one in data["chapter"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"the course {path} cannot be read: {error}", advice="Is gilrace installed whole?"
        ) from error
