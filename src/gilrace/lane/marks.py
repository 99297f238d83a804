"""A worker's pen: running items while marking them on the track, at the least cost that still tells.

Above `FINE_NS` per item every item gets a counter and one chained timestamp (an item's end is the next
one's start); below, a slice of a few milliseconds gets one record.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
from collections.abc import Callable, Sequence
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane import track as layout
from gilrace.lane.track import DONE, MARKED, SPAN_WORDS, SPANS
from gilrace.lane.work import ItemError

if TYPE_CHECKING:
    from gilrace.lane.track import Track

FINE_NS = 25_000
SLICE_NS = 1_000_000
GROWTH = 8
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, KiB elsewhere


class Mark:
    """One worker's place on the track."""

    __slots__ = ("at", "count", "fine", "room", "slice_ns", "spans_at", "stride", "words")

    def __init__(self, track: Track, worker: int, slice_ns: int = SLICE_NS) -> None:
        self.words = track.words
        self.at = track.block(worker)
        self.spans_at = track.span_block(worker)
        self.room = track.span_room
        self.stride = track.stride
        self.slice_ns = slice_ns  # how long a slice shall last
        self.count = 1  # items of the next slice
        self.fine = True

    def ready(self) -> None:
        """Stand at the line: who am I."""
        words, at = self.words, self.at
        words[at + layout.PID] = os.getpid()
        words[at + layout.TID] = threading.get_native_id()
        words[at + layout.PHASE] = layout.READY

    def begin(self) -> None:
        """The go signal was heard."""
        self.words[self.at + layout.PHASE] = layout.RUNNING

    def finish(self) -> None:
        """No more items; leave behind what this process has used so far."""
        words, at = self.words, self.at
        used = resource.getrusage(resource.RUSAGE_SELF)
        words[at + layout.PEAK] = used.ru_maxrss * RSS_UNIT
        words[at + layout.USER_NS] = int(used.ru_utime * 1e9)
        words[at + layout.SYSTEM_NS] = int(used.ru_stime * 1e9)
        words[at + layout.VOLUNTARY] = used.ru_nvcsw
        words[at + layout.INVOLUNTARY] = used.ru_nivcsw
        words[at + layout.PHASE] = layout.FINISHED

    def span(self, first: int, count: int, start: int, end: int) -> None:
        """Keep a record, where there is room and it is this item's turn."""
        if count == 1 and first % self.stride:
            return
        words, at = self.words, self.at
        kept = words[at + SPANS]
        if kept >= self.room:
            return
        place = self.spans_at + kept * SPAN_WORDS
        words[place] = first
        words[place + 1] = count
        words[place + 2] = start
        words[place + 3] = end
        words[at + SPANS] = kept + 1

    def item(self, index: int, start: int, end: int) -> None:
        """One item is done. `span` written out: it is paid for every item."""
        words, at = self.words, self.at
        words[at + DONE] += 1
        words[at + MARKED] = end
        if index % self.stride or (kept := words[at + SPANS]) >= self.room:
            return
        place = self.spans_at + kept * SPAN_WORDS
        words[place], words[place + 1], words[place + 2], words[place + 3] = index, 1, start, end
        words[at + SPANS] = kept + 1

    def failed(self, count: int = 1) -> None:
        """Items that raised."""
        self.words[self.at + layout.FAILED] += count

    def pickled(self, ns: int, size: int) -> None:
        """Time and bytes spent on pickling in this worker."""
        self.words[self.at + layout.PICKLE_NS] += ns
        self.words[self.at + layout.PICKLE_BYTES] += size

    def pace(self, count: int, elapsed_ns: int) -> None:
        """Choose the next slice's size so that it lasts as long as it should."""
        item_ns = max(elapsed_ns // count, 1)
        self.fine = item_ns >= FINE_NS
        self.count = max(1, min(self.slice_ns // item_ns, self.count * GROWTH))


def item_error(error: BaseException) -> ItemError:
    """The result of an item whose call raised."""
    return ItemError(type(error).__name__, str(error)[:500])


def run_one(call: Callable[[Any], Any], item: Any, index: int, mark: Mark) -> Any:
    """Call one item; an exception becomes an `ItemError` result. The least there is around a task's call."""
    start = perf_counter_ns()
    try:
        value = call(item)
    except Exception as error:  # noqa: BLE001 - an item's error is that item's result
        value = item_error(error)
        mark.failed()
    mark.item(index, start, perf_counter_ns())
    return value


def run_slice(call: Callable[[Any], Any], items: Sequence[Any], first: int, mark: Mark) -> list[Any]:
    """Call each item of a slice that starts at index ``first``; exceptions become `ItemError` results."""
    start = perf_counter_ns()
    if mark.fine:
        values = _each(call, items, first, mark, start)
        end = perf_counter_ns()
    else:
        values = _block(call, items, mark)
        end = perf_counter_ns()
        mark.span(first, len(values), start, end)
        words, at = mark.words, mark.at
        words[at + DONE] += len(values)
        words[at + MARKED] = end
    mark.pace(len(values) or 1, end - start)
    return values


def _each(call: Callable[[Any], Any], items: Sequence[Any], first: int, mark: Mark, start: int) -> list[Any]:
    """`Mark.item` written out: a method call an item would cost as much as all the stores."""
    values: list[Any] = []
    keep, clock, stride, room = values.append, perf_counter_ns, mark.stride, mark.room
    words, at = mark.words, mark.at
    done_at, marked_at, spans_at = at + DONE, at + MARKED, at + SPANS
    done, kept = words[done_at], words[spans_at]
    place = mark.spans_at + kept * SPAN_WORDS
    for index, item in enumerate(items, first):
        try:
            value = call(item)
        except Exception as error:  # noqa: BLE001 - an item's error is that item's result
            value = item_error(error)
            mark.failed()
        keep(value)
        end = clock()
        if not index % stride and kept < room:
            words[place], words[place + 1], words[place + 2], words[place + 3] = index, 1, start, end
            place += SPAN_WORDS
            kept += 1
            words[spans_at] = kept
        done += 1
        words[done_at] = done
        words[marked_at] = start = end
    return values


def _block(call: Callable[[Any], Any], items: Sequence[Any], mark: Mark) -> list[Any]:
    values: list[Any] = []
    append = values.append
    for item in items:
        try:
            append(call(item))
        except Exception as error:  # noqa: BLE001 - an item's error is that item's result
            append(item_error(error))
            mark.failed()
    return values
