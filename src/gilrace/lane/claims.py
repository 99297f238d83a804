"""Who takes which items next, when workers claim slices instead of being handed tasks.

A slice is as long as the worker's pace says, but never more than a share of what is left, so that the
last slices are short and all workers finish together (guided self-scheduling, Polychronopoulos and
Kuck 1987, with a factor of two).
"""

from __future__ import annotations

import threading
from typing import Protocol

from gilrace.lane.track import CLAIM, Track


class Claims(Protocol):
    """Hands out consecutive slices of ``range(items)``, each item once."""

    def take(self, count: int) -> tuple[int, int]:
        """``(first, how many)``; how many is 0 when nothing is left."""
        ...


def fair_share(wanted: int, left: int, workers: int) -> int:
    """At most half of an equal share of what is left, at least one while anything is left."""
    return min(left, max(1, min(wanted, left // (2 * workers))))


class LocalClaims:
    """Claims among the threads of one process."""

    def __init__(self, items: int, workers: int) -> None:
        self._items = items
        self._workers = workers
        self._next = 0
        self._lock = threading.Lock()

    def take(self, count: int) -> tuple[int, int]:
        with self._lock:
            first = self._next
            count = (
                fair_share(count, self._items - first, self._workers)
                if self._workers > 1
                else min(count, self._items - first)
            )
            self._next = first + count
        return first, count


class TrackClaims:
    """Claims among processes, over the counter in the track."""

    def __init__(self, track: Track, items: int, workers: int) -> None:
        self._track = track
        self._items = items
        self._workers = workers

    def take(self, count: int) -> tuple[int, int]:
        words = self._track.words
        with self._track.locked(CLAIM):
            first = words[CLAIM]
            count = fair_share(count, self._items - first, self._workers)
            words[CLAIM] = first + count
        return first, count
