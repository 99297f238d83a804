"""A heat's items on their way to worker processes: pickled once, in blocks, at the end of the track's file.

Each worker reads the blocks it needs. A ``range`` travels as itself.
"""

from __future__ import annotations

import os
import pickle
from bisect import bisect_right
from collections.abc import Sequence
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.lane.track import Track

BLOCK_ITEMS = 64
BLOCK_BYTES = 1 << 16
PLACE, LENGTH = 25, 26  # words of the track's head: where the table is


class Parcel:
    """Items by slice. ``load_ns`` is the time spent unpickling so far."""

    def __init__(self, fd: int, table: list[tuple[int, int, int]]) -> None:
        self._fd = fd
        self._table = table  # (first item, place in the file, bytes)
        self._firsts = [row[0] for row in table]
        self._loaded: tuple[int, list[Any]] = (-1, [])
        self.load_ns = 0

    @classmethod
    def write(cls, track: Track, items: Sequence[Any]) -> list[bytes]:
        """Pickle all items into the track's file; the pieces written. Raises what pickling raises."""
        pieces, table = [], []
        fd = track.fd
        place = os.fstat(fd).st_size
        for first, piece in _blocks(items):
            table.append((first, place, len(piece)))
            pieces.append(piece)
            os.pwrite(fd, piece, place)
            place += len(piece)
        index = pickle.dumps(table)
        os.pwrite(fd, index, place)
        track.words[PLACE], track.words[LENGTH] = place, len(index)
        return pieces

    @classmethod
    def open(cls, track: Track) -> Parcel:
        """What `write` left: items to slice."""
        place, length = track.words[PLACE], track.words[LENGTH]
        return cls(track.fd, pickle.loads(os.pread(track.fd, length, place)))

    def __getitem__(self, wanted: slice) -> Sequence[Any]:
        first, end = wanted.start, wanted.stop
        at = bisect_right(self._firsts, first) - 1
        items = self._block(at)
        skip = first - self._firsts[at]
        if isinstance(items, range):
            return items[skip : skip + end - first]
        out = list(items[skip : skip + end - first])
        while len(out) < end - first:
            at += 1
            out += self._block(at)[: end - first - len(out)]
        return out

    def _block(self, at: int) -> Sequence[Any]:
        if self._loaded[0] != at:
            _, place, length = self._table[at]
            start = perf_counter_ns()
            self._loaded = (at, pickle.loads(os.pread(self._fd, length, place)))
            self.load_ns += perf_counter_ns() - start
        return self._loaded[1]


def _blocks(items: Sequence[Any]) -> list[tuple[int, bytes]]:
    """``(first item, pickled block)``: 64 items a block, fewer where they are large."""
    if isinstance(items, range):
        return [(0, pickle.dumps(items))] if items else []
    out: list[tuple[int, bytes]] = []
    size = BLOCK_ITEMS
    first = 0
    while first < len(items):
        piece = pickle.dumps(list(items[first : first + size]), pickle.HIGHEST_PROTOCOL)
        if len(piece) > BLOCK_BYTES and size > 1:
            size = max(1, size * BLOCK_BYTES // len(piece))
            continue
        out.append((first, piece))
        first += size
    return out
