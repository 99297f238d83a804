"""What is wrong with a scenario file: every problem with its place, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from gilrace.errors import InputError

MOST_SHOWN = 50


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend. ``str`` is ``file:line:column: what; what to do``, counted from 1."""

    path: Path
    line: int
    column: int
    message: str
    hint: str = ""

    def __str__(self) -> str:
        what = f"{self.message}; {self.hint}" if self.hint else self.message
        return f"{self.path}:{self.line}:{self.column}: {what}"

    def as_dict(self) -> dict[str, str | int]:
        """Plain data for JSON."""
        return {
            "path": str(self.path),
            "line": self.line,
            "column": self.column,
            "message": self.message,
            "hint": self.hint,
        }


class ScenarioError(InputError):
    """A scenario file that cannot be raced. Carries all its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            shown.append(f"... and {len(self.problems) - MOST_SHOWN} more")
        super().__init__("\n".join(shown))


class Flaw(ValueError):  # noqa: N818
    """A value that cannot be used, before its place is known."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def nearest(word: str, known: Iterable[str]) -> str:
    """``did you mean X?``, or the list of what there is."""
    names = list(known)
    close = get_close_matches(word[:60].lower(), {name.lower(): name for name in names}, 1, 0.55)
    if close:
        return f"did you mean {next(name for name in names if name.lower() == close[0])}?"
    return f"there are: {', '.join(names)}" if names else ""


def shown(value: object) -> str:
    """A value as people wrote it, cut to fit a line."""
    text = value if isinstance(value, str) else repr(value)
    text = text.encode("unicode_escape").decode("ascii") if not text.isprintable() else text
    return (
        repr(text)
        if isinstance(value, str) and len(text) <= 40
        else text[:40] + ("..." if len(text) > 40 else "")
    )
