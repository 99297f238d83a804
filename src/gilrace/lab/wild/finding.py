"""What the watchman found, as it stands in the table: numbers, not names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Who is stuck, and how. ``waits`` are (actor, sequence, tool, holder), in the order of a circle."""

    kind: str  # "circle" | "orphan" | "nobody left" | "livelock" | "starvation"
    epoch: int
    waits: tuple[tuple[int, int, int, int], ...]
    closed: int = 0  # when the last of them began to wait, on the clock
    tries: int = 0  # of theirs, that came to nothing, where it is a matter of progress
    turns: int = 0  # that others, or all of them, had meanwhile

    @property
    def actors(self) -> tuple[int, ...]:
        return tuple(wait[0] for wait in self.waits)
