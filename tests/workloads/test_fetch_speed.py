"""How long a hundred answers of 50 ms take, by plain pools: what a race's lanes can reach at best."""

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import perf_counter, thread_time

import pytest

from gilrace.workloads import fetch
from gilrace.workloads.origin import Origin, origin

pytestmark = pytest.mark.benchmark

COUNT = 100
DELAY_S = 0.05


@pytest.fixture(scope="module")
def slow_origin() -> Iterator[Origin]:
    with origin() as running:
        yield running


def best_s(run: Callable[[], float], times: int = 3) -> float:
    return min(run() for _ in range(times))


def by_threads(url: str, workers: int) -> float:
    together = Barrier(workers)

    def leave() -> None:
        together.wait()
        fetch.teardown()

    with ThreadPoolExecutor(workers, initializer=fetch.setup) as pool:
        start = perf_counter()
        fetched = list(pool.map(lambda item: fetch.call(item, url), range(COUNT)))
        wall_s = perf_counter() - start
        for _ in range(workers):
            pool.submit(leave)
    assert len(fetched) == COUNT
    return wall_s


def by_loop(url: str, client: str) -> float:
    async def all_at_once() -> float:
        await fetch.asetup(url, client)
        start = perf_counter()
        fetched = await asyncio.gather(*(fetch.acall(item, url, client) for item in range(COUNT)))
        wall_s = perf_counter() - start
        await fetch.ateardown()
        assert len(fetched) == COUNT
        return wall_s

    return asyncio.run(all_at_once())


def test_twenty_threads_fetch_a_hundred_answers_in_half_a_second(slow_origin: Origin) -> None:
    wall_s = best_s(lambda: by_threads(f"{slow_origin.url}/{{item}}", 20))
    assert COUNT * DELAY_S / 20 <= wall_s <= 0.5


@pytest.mark.parametrize("client", ["streams", "protocol", "aiohttp"])
def test_one_loop_fetches_a_hundred_answers_in_three_tenths_of_a_second(
    slow_origin: Origin, client: str
) -> None:
    wall_s = best_s(lambda: by_loop(f"{slow_origin.url}/{{item}}", client))
    assert wall_s >= DELAY_S
    assert wall_s <= 0.3


def test_one_after_another_needs_at_least_the_sum_of_the_delays(slow_origin: Origin) -> None:
    wall_s = by_threads(f"{slow_origin.url}/{{item}}", 1)
    assert COUNT * DELAY_S <= wall_s <= 1.5 * COUNT * DELAY_S


def test_asking_costs_little_processor_time_on_a_kept_connection(slow_origin: Origin) -> None:
    url = f"{slow_origin.url}/{{item}}?delay_s=0"
    fetch.call(0, url)
    start = thread_time()
    for item in range(200):
        fetch.call(item, url)
    cost_s = (thread_time() - start) / 200
    fetch.teardown()
    assert cost_s <= 0.001
