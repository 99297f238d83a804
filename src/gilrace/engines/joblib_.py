"""A process pool of joblib's own (loky), or threads behind the same call.

Workers cannot reach the track, so each task brings back what it measured. The pool is started before the
go signal and closed at the end: both count.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import util
from time import perf_counter, sleep
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError
from gilrace.lane.heat import slices
from gilrace.lane.portion import Portion, Tally, portion_size, run_portion

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat
    from gilrace.lane.work import Work

LETTER = "J"
OPTIONS = {"backend": "loky"}
PACKAGES = ("joblib",)
BACKENDS = ("loky", "threading")
PAUSE_S = 0.01  # a worker that is ready lets the others come
LIMIT_S = 60.0
LAST_CALL = 10  # before multiprocessing's own clean-up

_seats = threading.local()


def run(heat: Heat) -> list[Any]:
    """Run every item by ``joblib.Parallel`` with ``heat.workers`` jobs. Raises LaneError."""
    from joblib import Parallel, delayed

    backend = heat.options.get("backend", "loky")
    if backend not in BACKENDS:
        raise LaneError(f"joblib has no backend {backend!r} here", advice=f"Choose {' or '.join(BACKENDS)}.")
    tally = Tally(heat)
    items = heat.work.items
    size = portion_size(len(items), heat.workers, heat.chunk)
    load = heat.reload if backend == "loky" else _Loaded(heat.work)
    many = Parallel(
        n_jobs=heat.workers,
        backend=backend,
        batch_size=1,
        return_as="generator_unordered",
        temp_folder=tempfile.gettempdir(),
    )
    try:
        with many as parallel:
            _gather(parallel, delayed(enter), load, tally, heat.workers)
            heat.line()
            tally.begin()
            portion = delayed(run_here)
            tasks = (
                portion(load, first, items[first : first + count])
                for first, count in slices(len(items), size)
            )
            for done in parallel(tasks):
                tally.take((done.pid, done.tid if backend == "threading" else 0), done)
            if backend == "threading":
                list(parallel(delayed(leave)() for _ in range(heat.workers)))
    except Exception as error:
        raise _told(error) from error
    finally:
        if backend == "loky":
            _close()
    tally.finish()
    return tally.results


class _Loaded:
    """Threads share the work that the host has loaded."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def __call__(self) -> Work:
        return self._work


def _gather(parallel: Any, task: Any, load: Callable[[], Work], tally: Tally, workers: int) -> None:
    """Return when that many workers have set themselves up."""
    here: set[tuple[int, int]] = set()
    limit = perf_counter() + LIMIT_S
    while len(here) < workers:
        for pid, tid in parallel(task(load) for _ in range(workers)):
            if (pid, tid) not in here:
                here.add((pid, tid))
                tally.arrive((pid, 0 if pid != os.getpid() else tid), pid, tid)
        if perf_counter() > limit:
            raise LaneError(f"joblib started {len(here)} of {workers} workers within {LIMIT_S:g} s")


def enter(load: Callable[[], Work]) -> tuple[int, int]:
    """In a worker, before the line: load and set up once; who this is."""
    _seat(load)
    sleep(PAUSE_S)
    return os.getpid(), threading.get_native_id()


def run_here(load: Callable[[], Work], first: int, items: Any) -> Portion:
    """In a worker: some items."""
    return run_portion(_seat(load).call, first, items)


def leave() -> None:
    """In a worker that goes on living: tear down once."""
    work: Work | None = _seats.__dict__.pop("work", None)
    if work is not None and work.teardown:
        work.teardown()
    sleep(PAUSE_S)


def _seat(load: Callable[[], Work]) -> Work:
    work: Work | None = getattr(_seats, "work", None)
    if work is None:
        work = _seats.work = load()
        if work.setup:
            work.setup()
        if not isinstance(load, _Loaded):
            util.Finalize(None, leave, exitpriority=LAST_CALL)
    return work


def _close() -> None:
    """End loky's processes; its resource tracker goes with this one."""
    from joblib.externals.loky import get_reusable_executor

    with suppress(Exception):
        get_reusable_executor(reuse=True).shutdown(wait=True)


def _told(error: Exception) -> Exception:
    """A worker's death in plain words."""
    if type(error).__name__ in ("TerminatedWorkerError", "BrokenProcessPool"):
        return LaneError(f"a worker process of joblib ended in mid-race: {str(error).partition('.')[0]}")
    return error
