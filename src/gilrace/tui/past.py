"""What is remembered of past races of each scenario, as the browser and plain mode show it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from gilrace.history import expected_seconds, summaries

if TYPE_CHECKING:
    from pathlib import Path

    from gilrace.history import Summary


@dataclass(frozen=True, slots=True)
class Past:
    """One scenario's past. The empty value: never raced here."""

    runs: int = 0
    when: str = ""  # of the last run, local: "2026-01-02 10:12"
    headline: str = ""  # the last verdict's
    took_ns: int = 0  # the last whole race
    guesses: int = 0
    right: int = 0


def remembered(file: Path | None = None) -> dict[str, Past]:
    """The past of each scenario by name; empty when there is none, or none that can be read."""
    return {name: _past(summary) for name, summary in summaries(file=file).items()}


def expected_ns(scenario: str, file: Path | None) -> float:
    """How long a race of it takes here, from those before; 0 where nothing is known."""
    return (expected_seconds(scenario, file=file) or 0.0) * 1e9 if file else 0.0


def _past(summary: Summary) -> Past:
    last = summary.last
    if last is None:
        return Past()
    took_ns = int(last.seconds * 1e9)
    return Past(summary.runs, local(last.started_at), last.headline, took_ns, summary.guesses, summary.right)


def local(iso: str) -> str:
    """Date and time here, to the minute; as it stands when it is no time."""
    try:
        return datetime.fromisoformat(iso).astimezone().strftime("%Y-%m-%d %H:%M")
    except ValueError:
        return iso
