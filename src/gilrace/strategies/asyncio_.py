"""asyncio: tasks on one event loop, at most ``workers`` at once.

Without ``chunk`` so many tasks pull from one iterator; with it a task for each chunk behind a semaphore,
as people write it. Work without an awaitable twin is simply called, and blocks the loop: that is the lesson.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Iterator
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane.claims import LocalClaims
from gilrace.lane.heat import Heat, slices
from gilrace.lane.marks import item_error, run_slice

if TYPE_CHECKING:
    from gilrace.lane.marks import Mark


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
    await (_await_all if work.acall else _call_all)(heat, mark, results)
    if work.ateardown:
        await work.ateardown()
    elif work.teardown:
        work.teardown()
    mark.finish()
    return results


async def _await_all(heat: Heat, mark: Mark, results: list[Any]) -> None:
    items, acall = heat.work.items, heat.work.acall
    assert acall
    done, clock = mark.item, perf_counter_ns

    async def one(index: int) -> None:
        start = clock()
        try:
            value = await acall(items[index])
        except Exception as error:  # noqa: BLE001 - an item's error is that item's result
            value = item_error(error)
            mark.failed()
        results[index] = value
        done(index, start, clock())

    async def some(numbers: Iterable[int]) -> None:
        for index in numbers:
            await one(index)

    if heat.chunk == 1:
        await _behind_semaphore(heat, one, range(len(items)))
    elif heat.chunk:
        await _behind_semaphore(heat, some, _ranges(heat))
    else:
        numbers = iter(range(len(items)))
        await _side_by_side(heat, lambda: some(numbers))


async def _call_all(heat: Heat, mark: Mark, results: list[Any]) -> None:
    work = heat.work

    async def some(numbers: range) -> None:
        first, end = numbers.start, numbers.stop
        results[first:end] = run_slice(work.call, work.items[first:end], first, mark)

    async def slice_after_slice() -> None:
        while (taken := claims.take(mark.count))[1]:
            await some(range(taken[0], sum(taken)))

    if heat.chunk:
        await _behind_semaphore(heat, some, _ranges(heat))
    else:
        claims = LocalClaims(len(work.items), 1)
        await _side_by_side(heat, slice_after_slice)


def _ranges(heat: Heat) -> Iterator[range]:
    """The numbers of each chunk's items."""
    assert heat.chunk
    return (range(first, first + count) for first, count in slices(len(heat.work.items), heat.chunk))


async def _side_by_side(heat: Heat, task: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The same task as often as the lane says."""
    async with asyncio.TaskGroup() as group:
        for _ in range(min(heat.workers, max(len(heat.work.items), 1))):
            group.create_task(task())


async def _behind_semaphore(
    heat: Heat, run_part: Callable[[Any], Coroutine[Any, Any, None]], parts: Iterable[Any]
) -> None:
    """A task for each part, so many of them at once as the lane says."""
    places = asyncio.Semaphore(heat.workers)

    async def task(part: Any) -> None:
        async with places:
            await run_part(part)

    await asyncio.gather(*(task(part) for part in parts))
