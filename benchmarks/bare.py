"""The same work without gilrace, as people write it; prints its wall and CPU time in nanoseconds."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

LOOPS_PER_US = 38  # turns of the loop below that take about a microsecond


def burn(item: int, cost_ns: int) -> int:
    x = item
    for i in range(cost_ns * LOOPS_PER_US // 1000):
        x += i & item
    return x


def rest(item: int, cost_ns: int) -> int:
    time.sleep(cost_ns / 1e9)
    return item


async def arest(item: int, cost_ns: int) -> int:
    await asyncio.sleep(cost_ns / 1e9)
    return item


def sequential(call, items, workers, chunk):
    return [call(item) for item in items]


def threads(call, items, workers, chunk):
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(call, items))


def processes(call, items, workers, chunk):
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(call, items, chunksize=chunk or max(1, len(items) // (workers * 8))))


def tasks(call, items, workers, chunk):
    return asyncio.run(gathered(call, items, workers) if chunk else pulled(call, items, workers))


async def one(call, item):
    answer = call(item)
    return await answer if asyncio.iscoroutine(answer) else answer


async def gathered(call, items, workers):
    places = asyncio.Semaphore(workers)

    async def task(item):
        async with places:
            return await one(call, item)

    return await asyncio.gather(*(task(item) for item in items))


async def pulled(call, items, workers):
    results = [None] * len(items)
    numbers = iter(range(len(items)))

    async def task():
        for number in numbers:
            results[number] = await one(call, items[number])

    async with asyncio.TaskGroup() as group:
        for _ in range(workers):
            group.create_task(task())
    return results


def used_ns() -> int:
    """CPU time of this process and of the workers it has waited for."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return int(sum(used.ru_utime + used.ru_stime for used in both) * 1e9)


def main() -> None:
    order = json.loads(sys.argv[1])
    os.nice(10)
    ways = {"sequential": sequential, "threads": threads, "processes": processes, "asyncio": tasks}
    work = {"burn": burn, "rest": arest if order["strategy"] == "asyncio" else rest}[order["work"]]
    call = partial(work, cost_ns=order["cost_ns"])
    start, used = time.perf_counter_ns(), used_ns()
    results = ways[order["strategy"]](call, range(order["items"]), order["workers"], order["chunk"])
    print(time.perf_counter_ns() - start, used_ns() - used)
    assert len(results) == order["items"]


if __name__ == "__main__":
    main()
