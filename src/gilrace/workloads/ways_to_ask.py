"""A job of several requests, made in the ways that articles show: a loop, threads by hand, a pool.

An item is the whole job. Every request of a thread has a connection of its own, as a call of a client library
has that is not told to keep one; on an event loop, `asyncio.gather` makes all requests of a job at once.
"""

from __future__ import annotations

from gilrace.lane.work import Workload
from gilrace.workloads import fetch
from gilrace.workloads.fetch import Fetched, ateardown, prepare
from gilrace.workloads.ways import done

__all__ = ["SPEC", "acall", "asetup", "ateardown", "call", "prepare", "setup"]

SPEC = Workload(
    name="ways_to_ask",
    summary="Make several requests by a loop, hand-made threads or processes, pools or executors.",
    kind="io",
    settings={"url": "", "how": "loop", "pieces": 10, "workers": 10, "timeout_s": 30.0},
    default_items=5,
    server=True,
)


def setup(
    url: str = "", how: str = "loop", pieces: int = 10, workers: int = 10, timeout_s: float = 30.0
) -> None:
    """Import the blocking client."""
    fetch.setup(url, timeout_s=timeout_s)


async def asetup(
    url: str = "", how: str = "loop", pieces: int = 10, workers: int = 10, timeout_s: float = 30.0
) -> None:
    """Make the loop's client."""
    await fetch.asetup(url, timeout_s=timeout_s)


def call(
    item: int, url: str = "", how: str = "loop", pieces: int = 10, workers: int = 10, timeout_s: float = 30.0
) -> list[Fetched]:
    """Status, length and SHA-256 of each answer, in order.

    Hand-made workers are one a request; pools have ``workers``. Raises HttpStatus, NoAnswer or TimeoutError,
    and KeyError for a way that is not in `gilrace.workloads.ways.WAYS`.
    """
    job = [(url, item * pieces + number, timeout_s) for number in range(pieces)]
    return done(how, ask, job, workers)


async def acall(
    item: int, url: str = "", how: str = "loop", pieces: int = 10, workers: int = 10, timeout_s: float = 30.0
) -> list[Fetched]:
    """The same by `asyncio.gather`, whatever ``how`` and ``workers`` say; of several errors the first's."""
    import asyncio

    numbers = range(item * pieces, (item + 1) * pieces)
    requests = (fetch.acall(number, url, timeout_s=timeout_s) for number in numbers)
    answers = await asyncio.gather(*requests, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            raise answer
    return [answer for answer in answers if not isinstance(answer, BaseException)]


def ask(work: tuple[str, int, float]) -> Fetched:
    """One request, and its connection closed."""
    url, item, timeout_s = work
    try:
        return fetch.call(item, url, timeout_s=timeout_s)
    finally:
        fetch.teardown()
