"""Reading scenario files in slices, so that a key never waits for all of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.tui.menu import Entry

SLICE_S = 0.02  # with the slowest file on top still well below what a person notices


class Loading:
    """Files on their way in: `go_on` reads some more, `found` is what has been read."""

    def __init__(self, files: Iterable[Entry], clock: Callable[[], float] = time.monotonic) -> None:
        self.found: list[Entry] = []
        self._rest: Iterator[Entry] = iter(files)
        self._clock = clock

    def go_on(self, limit_s: float = SLICE_S) -> bool:
        """Read for so long, at least one file; whether any is left."""
        until = self._clock() + limit_s
        for entry in self._rest:
            self.found.append(entry)
            if self._clock() >= until:
                return True
        return False
