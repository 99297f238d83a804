"""One line of `gilrace doctor`: what was looked at, how it stands, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

GOOD, WARN, BAD = "good", "warn", "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """``bad`` means that races cannot be run here; ``warn`` that something will be missing or in doubt."""

    name: str
    level: str  # good | warn | bad
    text: str
    advice: str = ""


def good(name: str, text: str) -> Finding:
    """Nothing to do."""
    return Finding(name, GOOD, text)


def warn(name: str, text: str, advice: str = "") -> Finding:
    """Races run, with something missing."""
    return Finding(name, WARN, text, advice)


def bad(name: str, text: str, advice: str = "") -> Finding:
    """Races cannot be run."""
    return Finding(name, BAD, text, advice)
