"""Downloading over HTTP: the body itself. The first stage of many a pipeline."""

from __future__ import annotations

from gilrace.lane.work import Workload
from gilrace.workloads.fetch import asetup, ateardown, prepare, setup, teardown

__all__ = ["SPEC", "acall", "asetup", "ateardown", "call", "prepare", "setup", "teardown"]

SPEC = Workload(
    name="download",
    summary="Download over HTTP and hand the body on.",
    kind="io",
    settings={"url": "", "client": "streams", "timeout_s": 30.0},
    default_items=100,
    server=True,
    packages=("aiohttp",),
)


def call(item: object, url: str = "", client: str = "streams", timeout_s: float = 30.0) -> bytes:
    """What is at ``url`` (``{item}`` in it is filled in) or at the item.

    Waits ``timeout_s`` seconds at most. Raises HttpStatus, NoAnswer or TimeoutError.
    """
    from gilrace.workloads.http_answer import body_of, place_of
    from gilrace.workloads.http_blocking import get

    place = place_of(url, item)
    return body_of(get(place, timeout_s), place)


async def acall(item: object, url: str = "", client: str = "streams", timeout_s: float = 30.0) -> bytes:
    """The same on an event loop, by ``client``."""
    from gilrace.workloads.http_answer import body_of, place_of
    from gilrace.workloads.http_waiting import get

    place = place_of(url, item)
    return body_of(await get(place, client, timeout_s), place)
