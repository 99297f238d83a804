"""A pipeline: download where waiting is cheap, digest where computing is: here, or in a pool of processes."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError
from gilrace.lane.work import Workload
from gilrace.workloads import fetch
from gilrace.workloads.download_digest import digest_of
from gilrace.workloads.fetch import prepare

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

__all__ = ["SPEC", "acall", "asetup", "ateardown", "call", "prepare", "setup", "teardown"]

SPEC = Workload(
    name="pipeline",
    summary="Download by threads or tasks, digest here or in a pool of processes.",
    kind="mixed",
    settings={"url": "", "timeout_s": 30.0, "passes": 40, "compute": "here", "processes": 2},
    default_items=60,
    server=True,
)

KEY_ROUNDS = 100
_door = threading.Lock()
_pool: ProcessPoolExecutor | None = None
_users = 0


def setup(
    *, url: str = "", timeout_s: float = 30.0, passes: int = 40, compute: str = "here", processes: int = 2
) -> None:
    """The first worker starts the pool; all import the client. Raises ValueError for another ``compute``."""
    if compute not in ("here", "processes"):
        raise ValueError(f"compute cannot be {compute!r}; choose here or processes")
    fetch.setup(url, timeout_s=timeout_s)
    _enter(compute, processes)


def teardown() -> None:
    """Close this worker's connections; the last one ends the pool."""
    fetch.teardown()
    _leave()


async def asetup(
    *, url: str = "", timeout_s: float = 30.0, passes: int = 40, compute: str = "here", processes: int = 2
) -> None:
    """The same on an event loop."""
    await fetch.asetup(url, timeout_s=timeout_s)
    _enter(compute, processes)


async def ateardown() -> None:
    """Close the loop's connections and end the pool."""
    await fetch.ateardown()
    _leave()


def call(
    item: object,
    *,
    url: str = "",
    timeout_s: float = 30.0,
    passes: int = 40,
    compute: str = "here",
    processes: int = 2,
) -> tuple[int, str]:
    """The digest of what is at the item, as `gilrace.workloads.download_digest` computes it.

    Raises HttpStatus, NoAnswer or TimeoutError.
    """
    from gilrace.workloads.http_answer import body_of, place_of
    from gilrace.workloads.http_blocking import get

    place = place_of(url, item)
    body = body_of(get(place, timeout_s), place)
    if compute == "processes":
        return _entered().submit(digest_of, body, passes, KEY_ROUNDS).result()
    return digest_of(body, passes, KEY_ROUNDS)


async def acall(
    item: object,
    *,
    url: str = "",
    timeout_s: float = 30.0,
    passes: int = 40,
    compute: str = "here",
    processes: int = 2,
) -> tuple[int, str]:
    """The same on an event loop, which goes on while the pool computes."""
    import asyncio

    from gilrace.workloads.http_answer import body_of, place_of
    from gilrace.workloads.http_waiting import get

    place = place_of(url, item)
    body = body_of(await get(place, "streams", timeout_s), place)
    if compute == "processes":
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(_entered(), digest_of, body, passes, KEY_ROUNDS)
    return digest_of(body, passes, KEY_ROUNDS)


def _enter(compute: str, processes: int) -> None:
    global _pool, _users  # noqa: PLW0603 - a heat has one pool
    with _door:
        _users += 1
        if compute == "processes" and _pool is None:
            _pool = _started(processes)


def _started(processes: int) -> ProcessPoolExecutor:
    """A pool of which every process runs before the go signal."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("forkserver"))
    for started in [pool.submit(digest_of, b"warm" * 2_000, 20, KEY_ROUNDS) for _ in range(2 * processes)]:
        started.result()
    return pool


def _leave() -> None:
    global _pool, _users  # noqa: PLW0603
    with _door:
        _users -= 1
        pool: Any = _pool if _users == 0 else None
        if pool is not None:
            _pool = None
    if pool is not None:
        pool.shutdown()


def _entered() -> ProcessPoolExecutor:
    if _pool is None:
        raise LaneError("the pool of processes was asked to work before it was set up")
    return _pool
