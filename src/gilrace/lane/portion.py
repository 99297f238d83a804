"""Some items run where the track cannot be reached, and the tally that marks them in the host's name.

For engines whose workers are not children of the lane host, or not even on its machine. What a worker
measured comes back with its results, so that nothing extra is sent.
"""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter_ns, thread_time_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane import track as layout
from gilrace.lane.marks import RSS_UNIT, Mark, item_error
from gilrace.lane.work import ItemError

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat

TASKS_PER_WORKER = 32
ELSEWHERE = -1  # the process number of whoever is not on this machine


@dataclass(frozen=True, slots=True)
class Portion:
    """Results of consecutive items, and what their worker measured while it ran them."""

    first: int
    values: list[Any]
    times: list[int]  # ns on the worker's clock: the start, then the end of each item
    cpu_ns: int
    peak_bytes: int  # of its process's memory so far
    pid: int
    tid: int

    def elsewhere(self) -> Portion:
        """As of a process that is not on this machine, where its numbers mean nothing."""
        return replace(self, pid=ELSEWHERE, tid=0)


def run_portion(call: Callable[[Any], Any], first: int, items: Sequence[Any]) -> Portion:
    """Call each of the items from index ``first`` on; exceptions become `ItemError` results."""
    values: list[Any] = []
    times = [perf_counter_ns()]
    cpu = thread_time_ns()
    for item in items:
        try:
            values.append(call(item))
        except Exception as error:  # noqa: BLE001 - an item's error is that item's result
            values.append(item_error(error))
        times.append(perf_counter_ns())
    used = thread_time_ns() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT
    return Portion(first, values, times, used, peak, os.getpid(), threading.get_native_id())


def portion_size(items: int, workers: int, chunk: int | None) -> int:
    """Items per task: as the lane says, or so that each worker gets about 32 tasks."""
    return chunk or max(1, -(-items // (workers * TASKS_PER_WORKER)))


class Tally:
    """Marks portions on the track as they come in, each worker in a row of its own.

    A worker that comes when all rows are taken shares one. Results are kept once: a portion that comes
    again, as after a lost worker, is not counted.
    """

    def __init__(self, heat: Heat) -> None:
        self.results: list[Any] = [None] * len(heat.work.items)
        self._heat = heat
        self._marks = [heat.mark(row) for row in range(heat.workers)]
        self._rows: dict[object, int] = {}
        self._seen: set[int] = set()

    def arrive(self, who: object, pid: int = 0, tid: int = 0) -> Mark:
        """A worker, known by ``who``, stands at the line or has come later."""
        row = self._rows.setdefault(who, len(self._rows) % len(self._marks))
        mark = self._marks[row]
        mark.words[mark.at + layout.PID] = pid
        mark.words[mark.at + layout.TID] = tid
        if mark.words[mark.at + layout.PHASE] == layout.ABSENT:
            mark.words[mark.at + layout.PHASE] = layout.READY
        return mark

    def leave(self, who: object, heir: object) -> None:
        """A worker was lost; the next one takes its row."""
        if who in self._rows:
            self._rows.setdefault(heir, self._rows.pop(who))

    def begin(self) -> None:
        """The go signal was heard."""
        for mark in self._marks:
            mark.begin()

    def take(self, who: object, portion: Portion, shift_ns: int = 0) -> bool:
        """Mark a portion and keep its results; False when it was here before.

        ``shift_ns`` is added to its times, where its worker's clock is not this machine's.
        """
        if portion.first in self._seen:
            return False
        self._seen.add(portion.first)
        mark = self.arrive(who, portion.pid, portion.tid)
        mark.words[mark.at + layout.USER_NS] += portion.cpu_ns
        mark.words[mark.at + layout.PEAK] = max(mark.words[mark.at + layout.PEAK], portion.peak_bytes)
        self.results[portion.first : portion.first + len(portion.values)] = portion.values
        for place, value in enumerate(portion.values):
            if isinstance(value, ItemError):
                mark.failed()
            start, end = portion.times[place] + shift_ns, portion.times[place + 1] + shift_ns
            mark.item(portion.first + place, start, end)
        return True

    def finish(self) -> None:
        """No more items."""
        for mark in self._marks:
            mark.words[mark.at + layout.PHASE] = layout.FINISHED
