"""Processes: a `ProcessPoolExecutor`, its workers started by spawn, forkserver or fork.

With ``chunk`` a future for so many items, as people write it; without, one long task a process that
claims slices. Items then travel once, in blocks in the track's file, and results come back once.
"""

from __future__ import annotations

import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import reduction, util
from time import perf_counter_ns, sleep
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError, MachineError
from gilrace.lane import track as layout
from gilrace.lane.claims import TrackClaims
from gilrace.lane.heat import Heat, slices
from gilrace.lane.marks import Mark, run_one, run_slice
from gilrace.lane.output import print_whole_lines
from gilrace.lane.parcel import Parcel
from gilrace.lane.track import Track
from gilrace.strategies.crew import Crew

if TYPE_CHECKING:
    from gilrace.lane.work import Work

POLL_S = 0.001
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


class Worker:
    """What a worker process keeps between tasks."""

    def __init__(self, track: Track, number: int, work: Work) -> None:
        self.track = track
        self.work = work
        self.mark = Mark(track, number)


_worker: Worker | None = None


def _enter(ticket: TrackTicket, reload: Callable[[], Work]) -> None:
    global _worker  # noqa: PLW0603 - an executor's tasks have no other place to keep things
    print_whole_lines()
    track = Track.attach(ticket.fd)
    _worker = Worker(track, track.next_arrival(), reload())
    if _worker.work.setup:
        _worker.work.setup()
    util.Finalize(None, _leave, exitpriority=LAST_CALL)
    _worker.mark.ready()


def _here() -> Worker:
    if _worker is None:
        raise LaneError("a worker process was asked to work before it was set up")
    return _worker


def _wait() -> None:
    worker = _here()
    worker.track.pass_gate()
    worker.mark.begin()


def _leave() -> None:
    """As the process ends by itself."""
    worker = _here()
    if worker.work.teardown:
        worker.work.teardown()
    worker.mark.finish()


def _long_task(call: Callable[[Any], Any], count: int, workers: int) -> bytes:
    """Claim slices until none is left; all results, pickled: ``[(first, values), ...]``."""
    _wait()
    worker = _here()
    items = Parcel.open(worker.track)
    claims = TrackClaims(worker.track, count, workers)
    mark = worker.mark
    out = []
    while True:
        first, taken = claims.take(mark.count)
        if not taken:
            break
        out.append((first, run_slice(call, items[first : first + taken], first, mark)))
    start = perf_counter_ns()
    payload = pickle.dumps(out, pickle.HIGHEST_PROTOCOL)
    mark.pickled(perf_counter_ns() - start + items.load_ns, len(payload))
    mark.finish()
    return payload


def _task(call: Callable[[Any], Any], first: int, items: Any) -> list[Any]:
    return run_slice(call, items, first, _here().mark)


def _task_of_one(call: Callable[[Any], Any], index: int, item: Any) -> Any:
    return run_one(call, item, index, _here().mark)


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


def _gather(heat: Heat, tasks: list[Future[Any]], crew: Crew) -> None:
    """Return when every process stands at the line; raise what stopped one of them."""
    while any(heat.track.worker(w).phase == layout.ABSENT for w in range(heat.workers)):
        crew.meet()
        for task in tasks:
            if task.done():
                task.result()
        sleep(POLL_S)
    crew.meet()


def _by_claim(heat: Heat, pool: ProcessPoolExecutor, crew: Crew) -> list[Any]:
    work = heat.work
    count = len(work.items)
    tasks = [pool.submit(_long_task, work.call, count, heat.workers) for _ in range(heat.workers)]
    _gather(heat, tasks, crew)
    heat.line()
    with heat.pickling() as pieces:
        pieces.extend(Parcel.write(heat.track, work.items))
    heat.track.open_gate()
    results: list[Any] = [None] * count
    payloads = list(crew.results(tasks))
    with heat.pickling():
        for payload in payloads:
            for first, values in pickle.loads(payload):
                results[first : first + len(values)] = values
    return results


def _by_task(heat: Heat, pool: ProcessPoolExecutor, crew: Crew, chunk: int) -> list[Any]:
    work = heat.work
    ready = [pool.submit(_wait) for _ in range(heat.workers)]
    _gather(heat, ready, crew)
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
