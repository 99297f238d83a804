"""What lanes print, as whole, harmless lines, and not too many of them; and what they warn of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gilrace.console.neutral import neutral

if TYPE_CHECKING:
    from gilrace.race.events import Noted, OutputSeen
    from gilrace.race.state import Lane, RaceState

MOST = 100  # lines of a heat's output
LONGEST = 500  # characters of a line


def warns(event: Noted, state: RaceState) -> Lane | None:
    """The lane that warns while its heat runs; a heat's end is told by itself."""
    if event.level != "warn" or not event.lane:
        return None
    lane = state.lane(event.lane)
    return lane if lane.heat is not None and not lane.heat.status else None


class OutputLines:
    """Joins pieces of output to lines, heat by heat."""

    def __init__(self) -> None:
        self._rest: dict[tuple[int, str], str] = {}
        self._told: dict[int, int] = {}

    def add(self, event: OutputSeen) -> Iterator[str]:
        """The lines that this piece completes: ``stderr: text``."""
        key = (event.heat, event.stream)
        *lines, rest = (self._rest.get(key, "") + event.text).split("\n")
        self._rest[key] = rest[: LONGEST * 4]
        for line in lines:
            yield from self._line(event.heat, event.stream, line)

    def end(self, heat: int) -> Iterator[str]:
        """What is left of a heat that ended: its last lines, and how many were not shown."""
        for key in [k for k in self._rest if k[0] == heat]:
            rest = self._rest.pop(key)
            if rest:
                yield from self._line(heat, key[1], rest)
        hidden = self._told.pop(heat, 0) - MOST
        if hidden > 0:
            yield f"{hidden} more lines of output not shown"

    def _line(self, heat: int, stream: str, line: str) -> Iterator[str]:
        self._told[heat] = self._told.get(heat, 0) + 1
        if self._told[heat] <= MOST:
            cut = line if len(line) <= LONGEST else line[:LONGEST] + " ... (cut)"
            yield f"{stream}: {neutral(cut.removesuffix(chr(13)))}"
