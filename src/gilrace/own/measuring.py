"""Measuring what a function spends its time on: run alone for a while, then in several threads at once.

CPU by wall tells computing from waiting; time spent ready in the system's queue (Linux) is no waiting of
the function's own. Threads that would keep two cores busy tell whether the GIL is held: if they get no more
CPU time than one core has, it is.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, thread_time
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.lane.work import Work

ALONE_S = 2.0
TOGETHER_S = 1.0
SAMPLE_S = 0.002
SWITCH_S = 1e-5  # else whoever samples gets the GIL only where it is given up, and sees nothing but that
BUSY_CORES = 2  # that the threads together would use if nothing kept them from it
LEAST_BUSY = 0.2  # of a core; below, too many threads would be needed
LINES = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds, and shares of the time alone (0..1)."""

    items: int  # run while alone
    wall_s: float
    cpu_s: float
    queued_s: float  # ready, and not let on a core; 0 where the system does not tell
    gil_held: float | None  # share of its CPU time in which no other thread could run; None = too little CPU
    cores_together: float  # that so many threads at once keep busy
    threads: int
    lines: tuple[tuple[str, int, str, float], ...]  # file, line, function, share of samples


@dataclass(frozen=True, slots=True)
class Spell:
    """One stretch of running."""

    items: int
    wall_s: float
    cpu_s: float
    queued_s: float

    @property
    def load(self) -> float:
        """CPU by the time it was not kept from a core by others."""
        had = self.wall_s - self.queued_s
        return self.cpu_s / had if had > 0 else 0.0


def measured(work: Work, alone_s: float = ALONE_S, together_s: float = TOGETHER_S) -> Measured:
    """Run the work's items for about this long. What an item raises is raised."""
    if work.setup:
        work.setup()
    try:
        with _sampled() as seen:
            alone = _spell(work.call, work.items, alone_s)
    finally:
        if work.teardown:
            work.teardown()
    busy = alone.load
    threads = max(BUSY_CORES, round(BUSY_CORES / max(busy, LEAST_BUSY)))
    together = _together(work, together_s, threads)
    return Measured(
        alone.items,
        alone.wall_s,
        alone.cpu_s,
        alone.queued_s,
        _gil_held(busy * threads, together) if busy > LEAST_BUSY else None,
        together,
        threads,
        _top(seen),
    )


def _gil_held(wanted: float, together: float) -> float:
    """1 where threads that want so many cores get one, 0 where they get what they want."""
    return min(max((wanted - together) / (wanted - 1), 0.0), 1.0)


def _spell(call: Callable[[Any], Any], items: Sequence[Any], limit_s: float) -> Spell:
    """Items over and over, at least one, until the time is up."""
    queued, cpu, start, done = _queued_s(), thread_time(), perf_counter(), 0
    while True:
        call(items[done % len(items)])
        done += 1
        if perf_counter() - start >= limit_s:
            break
    return Spell(done, perf_counter() - start, thread_time() - cpu, _queued_s() - queued)


def _together(work: Work, limit_s: float, count: int) -> float:
    """How many cores so many threads that do the same keep busy."""
    spells: list[Spell] = []

    def run() -> None:
        if work.setup:
            work.setup()
        try:
            spells.append(_spell(work.call, work.items, limit_s))
        finally:
            if work.teardown:
                work.teardown()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(spell.load for spell in spells)


def _queued_s() -> float:
    """Seconds this thread stood ready without a core (Linux: second field of schedstat)."""
    try:
        return int(Path("/proc/thread-self/schedstat").read_text("ascii").split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return 0.0


@contextmanager
def _sampled() -> Iterator[Counter[tuple[str, int, str]]]:
    """Where this thread is, looked up every 2 ms by another one."""
    seen: Counter[tuple[str, int, str]] = Counter()
    ended, me = threading.Event(), threading.get_ident()
    usual = sys.getswitchinterval()

    def look() -> None:
        while not ended.wait(SAMPLE_S):
            frame = _own_frame(sys._current_frames().get(me))
            if frame is not None:
                seen[frame.f_code.co_filename, frame.f_lineno or 0, frame.f_code.co_name] += 1

    looking = threading.Thread(target=look, name="looks at the profile")
    sys.setswitchinterval(SWITCH_S)
    looking.start()
    try:
        yield seen
    finally:
        sys.setswitchinterval(usual)
        ended.set()
        looking.join()


def _own_frame(frame: FrameType | None) -> FrameType | None:
    """The innermost frame that belongs neither to gilrace, nor to asyncio, nor to the standard library."""
    library = str(Path(asyncio.__file__).parents[1])
    ours = str(Path(__file__).parents[1])
    while frame is not None:
        name = frame.f_code.co_filename
        foreign = name.startswith((library, "<frozen")) and "site-packages" not in name
        if not foreign and not name.startswith(ours):
            return frame
        frame = frame.f_back
    return None


def _top(seen: Counter[tuple[str, int, str]]) -> tuple[tuple[str, int, str, float], ...]:
    """The lines seen most; a line of several functions, as of a comprehension, is one line."""
    lines: Counter[tuple[str, int]] = Counter()
    names: dict[tuple[str, int], str] = {}
    for (file, line, name), count in seen.most_common():
        lines[file, line] += count
        names.setdefault((file, line), name)
    total = seen.total()
    return tuple((*where, names[where], count / total) for where, count in lines.most_common(LINES))
