"""asyncio: tasks on one event loop, at most ``workers`` at once.

Without ``chunk`` so many tasks pull from one iterator; with it a task for each chunk behind a semaphore,
as people write it. Work without an awaitable twin is simply called, and blocks the loop: that is the lesson.
"""

from __future__ import annotations

import asyncio
from time import perf_counter_ns
from typing import Any

from gilrace.lane.claims import LocalClaims
from gilrace.lane.heat import Heat, slices
from gilrace.lane.marks import Mark, item_error, run_slice


def run(heat: Heat) -> list[Any]:
    """Run every item on one loop."""
    return asyncio.run(_main(heat))


async def _main(heat: Heat) -> list[Any]:
    work, mark = heat.work, heat.mark(0)
    if work.asetup:
        await work.asetup()
    elif work.setup:
        work.setup()
    mark.ready()
    heat.line()
    mark.begin()
    results: list[Any] = [None] * len(work.items)
    if heat.chunk:
        await _by_task(heat, mark, results, heat.chunk)
    else:
        await _by_claim(heat, mark, results)
    if work.ateardown:
        await work.ateardown()
    elif work.teardown:
        work.teardown()
    mark.finish()
    return results


async def _by_claim(heat: Heat, mark: Mark, results: list[Any]) -> None:
    """So many tasks, each taking the next item, or a slice of calls where nothing can be awaited."""
    work = heat.work
    claims = LocalClaims(len(work.items), 1)

    async def task() -> None:
        while True:
            first, count = claims.take(1 if work.acall else mark.count)
            if not count:
                return
            await _some(heat, mark, results, first, count)

    async with asyncio.TaskGroup() as group:
        for _ in range(min(heat.workers, max(len(work.items), 1))):
            group.create_task(task())


async def _by_task(heat: Heat, mark: Mark, results: list[Any], chunk: int) -> None:
    places = asyncio.Semaphore(heat.workers)

    async def task(first: int, count: int) -> None:
        async with places:
            await _some(heat, mark, results, first, count)

    await asyncio.gather(*(task(first, count) for first, count in slices(len(heat.work.items), chunk)))


async def _some(heat: Heat, mark: Mark, results: list[Any], first: int, count: int) -> None:
    work = heat.work
    acall = work.acall
    if acall is None:
        results[first : first + count] = run_slice(work.call, work.items[first : first + count], first, mark)
        return
    for index in range(first, first + count):
        start = perf_counter_ns()
        try:
            value = await acall(work.items[index])
        except Exception as error:  # noqa: BLE001 - an item's error is that item's result
            value = item_error(error)
            mark.failed()
        results[index] = value
        mark.item(index, start, perf_counter_ns())
