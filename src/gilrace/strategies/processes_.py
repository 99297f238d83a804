"""Processes: a `ProcessPoolExecutor`, its workers started by spawn, forkserver or fork.

With ``chunk`` a future for so many items, as people write it; without, one long task a process that
claims slices. Items then travel once, in blocks in the track's file, and results come back once.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import reduction, util
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError, MachineError
from gilrace.lane.claims import TrackClaims
from gilrace.lane.heat import Heat, slices
from gilrace.lane.marks import run_one, run_slice
from gilrace.lane.output import print_whole_lines
from gilrace.lane.parcel import Parcel
from gilrace.lane.place import Place, await_all, here, leave, put_together, take_place
from gilrace.lane.track import Track
from gilrace.strategies.crew import Crew

if TYPE_CHECKING:
    from gilrace.lane.work import Work

LAST_CALL = 10  # before multiprocessing's own clean-up
PICKLE_AGAIN_NS = 200_000_000


class TrackTicket:
    """The track's descriptor, as something that can be handed to a process being started."""

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __reduce__(self) -> tuple[Any, ...]:
        return _detach, (reduction.DupFd(self.fd),)


def _detach(ticket: Any) -> TrackTicket:
    return TrackTicket(ticket.detach())


def _enter(ticket: TrackTicket, reload: Callable[[], Work]) -> None:
    print_whole_lines()
    track = Track.attach(ticket.fd)
    place = Place(track, track.next_arrival(), reload(), track.pass_gate, partial(TrackClaims, track))
    take_place(place)
    util.Finalize(None, leave, exitpriority=LAST_CALL)


def _wait() -> None:
    here().begin()


def _long_task(call: Callable[[Any], Any], count: int, workers: int) -> bytes:
    place = here()
    place.begin()
    return place.run_claimed(call, count, workers)


def _task(call: Callable[[Any], Any], first: int, items: Any) -> list[Any]:
    return run_slice(call, items, first, here().mark)


def _task_of_one(call: Callable[[Any], Any], index: int, item: Any) -> Any:
    return run_one(call, item, index, here().mark)


def run(heat: Heat) -> list[Any]:
    """Run every item in a pool of ``heat.workers`` processes."""
    context = multiprocessing.get_context(heat.start_method or None)
    heat.start_method = context.get_start_method()
    heat.track.close_gate()
    pool = _pool(heat, context)
    crew = Crew(pool)
    try:
        results = _by_task(heat, pool, crew, heat.chunk) if heat.chunk else _by_claim(heat, pool, crew)
        crew.leave()
    except BrokenProcessPool as error:
        raise LaneError(crew.death() or str(error)) from error
    finally:
        heat.track.open_gate()
        crew.end()
    return results


def _pool(heat: Heat, context: Any) -> ProcessPoolExecutor:
    """The pool, no process started yet. Raises MachineError where its locks cannot be made."""
    try:
        return ProcessPoolExecutor(
            heat.workers, context, initializer=_enter, initargs=(TrackTicket(heat.track.fd), heat.reload)
        )
    except (OSError, ImportError, NotImplementedError) as error:
        told = getattr(error, "strerror", None) or error
        raise MachineError(
            f"the locks of a process pool cannot be made in shared memory (/dev/shm): {told}",
            advice="Give it a /dev/shm that can be written, with room left.",
        ) from error


def _by_claim(heat: Heat, pool: ProcessPoolExecutor, crew: Crew) -> list[Any]:
    work = heat.work
    count = len(work.items)
    tasks = [pool.submit(_long_task, work.call, count, heat.workers) for _ in range(heat.workers)]
    await_all(heat, tasks, crew.meet)
    heat.line()
    with heat.pickling() as pieces:
        pieces.extend(Parcel.write(heat.track, work.items))
    heat.track.open_gate()
    return put_together(heat, list(crew.results(tasks)))


def _by_task(heat: Heat, pool: ProcessPoolExecutor, crew: Crew, chunk: int) -> list[Any]:
    work = heat.work
    ready = [pool.submit(_wait) for _ in range(heat.workers)]
    await_all(heat, ready, crew.meet)
    heat.line()
    heat.track.open_gate()
    wait(ready)
    if chunk == 1:
        ones = [pool.submit(_task_of_one, work.call, index, item) for index, item in enumerate(work.items)]
        return list(crew.results(ones))
    tasks = [
        pool.submit(_task, work.call, first, list(work.items[first : first + count]))
        for first, count in slices(len(work.items), chunk)
    ]
    results: list[Any] = []
    for part in crew.results(tasks):
        results += part
    return results


def pickle_again(heat: Heat, results: list[Any]) -> None:
    """After the clock: what the executor pickled, pickled once more to learn time and bytes.

    Stops after a fifth of a second and then counts the rest in proportion.
    """
    if not heat.chunk:
        return
    work, total, seen = heat.work, 0, 0
    start = perf_counter_ns()
    for first, count in slices(len(work.items), heat.chunk):
        task = pickle.dumps((_task, work.call, first, list(work.items[first : first + count])))
        answer = pickle.dumps(results[first : first + count])
        pickle.loads(task)
        pickle.loads(answer)
        total += len(task) + len(answer)
        seen = first + count
        if perf_counter_ns() - start > PICKLE_AGAIN_NS:
            break
    scale = len(work.items) / max(seen, 1)
    heat.pickle_ns += int((perf_counter_ns() - start) * scale)
    heat.pickle_bytes += int(total * scale)
    heat.caveats.append("pickle-estimated")
