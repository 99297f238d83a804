"""The rules of thumb that come with the scenarios."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from gilrace.errors import InputError
from gilrace.scenario import built_in

FILE = "guide.toml"


@dataclass(frozen=True, slots=True)
class Rule:
    """What to use for a kind of work, and the race that measures it."""

    work: str
    tool: str
    lane: str  # id of the lane the rule expects in front
    why: str
    scenario: str  # a shipped one's name


def rules(path: Path | None = None) -> tuple[Rule, ...]:
    """All of them, in order. Raises InputError for a file that cannot be read."""
    path = path or built_in() / FILE
    try:
        data = tomllib.loads(path.read_text("utf-8"))
        names = [field.name for field in fields(Rule)]
        return tuple(Rule(**{name: str(one[name]) for name in names}) for one in data["rule"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        advice = "Is gilrace installed whole?"
        raise InputError(f"the guide's rules {path} cannot be read: {error}", advice=advice) from error
