"""Threads: a `ThreadPoolExecutor`.

With ``chunk`` a future for so many items, as people write it; without, one long task a thread that
claims slices.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import count as counter
from typing import Any

from gilrace.lane.claims import LocalClaims
from gilrace.lane.heat import Heat, slices
from gilrace.lane.marks import Mark, run_one, run_slice

POLL_S = 0.2


class Crew:
    """The threads of one heat: each takes its mark, reports, and waits for the gate."""

    def __init__(self, heat: Heat) -> None:
        self.heat = heat
        self.here = threading.local()
        self.arrived = threading.Semaphore(0)
        self.gate = threading.Event()
        self.numbers = counter()

    def enter(self) -> None:
        """In each new thread, once."""
        if self.heat.work.setup:
            self.heat.work.setup()
        self.here.mark = self.heat.mark(next(self.numbers))
        self.here.mark.ready()

    def wait(self) -> None:
        """The first task of every thread: stand at the line."""
        self.arrived.release()
        self.gate.wait()
        self.here.mark.begin()

    def leave(self) -> None:
        """The last task of every thread."""
        if self.heat.work.teardown:
            self.heat.work.teardown()
        mark: Mark = self.here.mark
        mark.finish()

    def gather(self, first_tasks: list[Future[Any]]) -> None:
        """Return when every thread stands at the line; raise what stopped one of them."""
        for _ in first_tasks:
            while not self.arrived.acquire(timeout=POLL_S):
                for task in first_tasks:
                    if task.done():
                        task.result()


def run(heat: Heat) -> list[Any]:
    """Run every item in a pool of ``heat.workers`` threads."""
    crew = Crew(heat)
    pool = ThreadPoolExecutor(heat.workers, thread_name_prefix="worker", initializer=crew.enter)
    with pool:
        try:
            return _by_task(heat, crew, pool, heat.chunk) if heat.chunk else _by_claim(heat, crew, pool)
        except BaseException:
            crew.gate.set()
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _by_claim(heat: Heat, crew: Crew, pool: ThreadPoolExecutor) -> list[Any]:
    work = heat.work
    results: list[Any] = [None] * len(work.items)
    claims = LocalClaims(len(work.items), heat.workers)

    def long_task() -> None:
        crew.wait()
        mark: Mark = crew.here.mark
        while True:
            first, count = claims.take(mark.count)
            if not count:
                break
            results[first : first + count] = run_slice(
                work.call, work.items[first : first + count], first, mark
            )
        crew.leave()

    tasks = [pool.submit(long_task) for _ in range(heat.workers)]
    crew.gather(tasks)
    heat.line()
    crew.gate.set()
    for task in tasks:
        task.result()
    return results


def _by_task(heat: Heat, crew: Crew, pool: ThreadPoolExecutor, chunk: int) -> list[Any]:
    work = heat.work

    def task(first: int, count: int) -> list[Any]:
        return run_slice(work.call, work.items[first : first + count], first, crew.here.mark)

    def task_of_one(index: int) -> Any:
        return run_one(work.call, work.items[index], index, crew.here.mark)

    ready = [pool.submit(crew.wait) for _ in range(heat.workers)]
    crew.gather(ready)
    heat.line()
    crew.gate.set()
    results: list[Any] = []
    if chunk == 1:
        results += [done.result() for done in [pool.submit(task_of_one, i) for i in range(len(work.items))]]
    else:
        tasks = [pool.submit(task, first, count) for first, count in slices(len(work.items), chunk)]
        for done in tasks:
            results += done.result()
    _dismiss(heat, crew, pool)
    return results


def _dismiss(heat: Heat, crew: Crew, pool: ThreadPoolExecutor) -> None:
    together = threading.Barrier(heat.workers)

    def last_task() -> None:
        together.wait()
        crew.leave()

    for task in [pool.submit(last_task) for _ in range(heat.workers)]:
        task.result()
