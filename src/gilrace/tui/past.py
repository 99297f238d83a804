"""What is remembered of past races of each scenario: a small JSON file in the user's own data folder.

A file that cannot be read or written costs the memory, never the race.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Past:
    """One scenario's past. The empty value: never raced here."""

    runs: int = 0
    when: str = ""  # of the last run, local: "2026-01-02 10:12"
    headline: str = ""  # the last verdict's
    took_ns: int = 0  # the last whole race
    guesses: int = 0
    right: int = 0


def store() -> Path:
    """Where it is kept: below $XDG_DATA_HOME or its like."""
    from platformdirs import user_data_path

    return user_data_path("gilrace", appauthor=False) / "past.json"


def read(path: Path) -> dict[str, Past]:
    """The past of each scenario by name; empty when there is none, or none that can be read."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {str(name): _past(record) for name, record in data.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _past(record: Mapping[str, Any]) -> Past:
    kept = {key: value for key, value in record.items() if key in {field.name for field in fields(Past)}}
    if not all(isinstance(value, type(getattr(Past(), key))) for key, value in kept.items()):
        raise TypeError("not a past of ours")
    return Past(**kept)


def write(path: Path, past: Mapping[str, Past]) -> None:
    """Keep it, whole or not at all."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}.new")
        fresh.write_text(
            json.dumps({name: asdict(one) for name, one in past.items()}, indent=1), encoding="utf-8"
        )
        fresh.replace(path)


def with_run(past: Past, headline: str, when: str, took_ns: int) -> Past:
    """The past after one more complete race."""
    return replace(past, runs=past.runs + 1, headline=headline, when=when, took_ns=took_ns)


def with_guess(past: Past, right: bool) -> Past:
    """The past after one more guess."""
    return replace(past, guesses=past.guesses + 1, right=past.right + right)
