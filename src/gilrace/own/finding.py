"""What a look at a function found: a sentence, where, and the fix."""

from __future__ import annotations

from dataclasses import dataclass

ERROR = "error"  # a lane would fail
WARN = "warn"  # a lane would run, and not do what it seems to


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. ``code`` is stable: lambda, nested, unpicklable, no-guard, blocking-call ..."""

    code: str
    level: str  # error | warn
    message: str
    fix: str
    place: str = ""  # file:line

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{self.message}\n  fix: {self.fix}"
