"""Fetching over HTTP: a thread waits for each answer, or a loop waits for all of them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from gilrace.lane.work import Workload

SPEC = Workload(
    name="fetch",
    summary="Fetch over HTTP and check every answer.",
    kind="io",
    settings={"url": "", "client": "streams", "timeout_s": 30.0},
    default_items=100,
    server=True,
    packages=("aiohttp",),
)

Fetched = tuple[int, int, str]


def setup(url: str = "", client: str = "streams", timeout_s: float = 30.0) -> None:
    """Import the blocking client."""
    from gilrace.workloads import http_blocking  # noqa: F401
    from gilrace.workloads.descriptors import raise_limit

    raise_limit()


def teardown() -> None:
    """Close this thread's connections."""
    from gilrace.workloads import http_blocking

    http_blocking.close()


async def asetup(url: str = "", client: str = "streams", timeout_s: float = 30.0) -> None:
    """Make the loop's client."""
    from gilrace.workloads import http_waiting
    from gilrace.workloads.descriptors import raise_limit

    raise_limit()
    http_waiting.client_of(client)


async def ateardown() -> None:
    """Close the loop's connections."""
    from gilrace.workloads import http_waiting

    await http_waiting.close()


def call(item: object, url: str = "", client: str = "streams", timeout_s: float = 30.0) -> Fetched:
    """Status, length and SHA-256 of what is at ``url`` (``{item}`` in it is filled in) or at the item.

    Waits ``timeout_s`` seconds at most; ``client`` is for an event loop.
    Raises HttpStatus, NoAnswer or TimeoutError.
    """
    from gilrace.workloads.http_answer import place_of
    from gilrace.workloads.http_blocking import get

    place = place_of(url, item)
    return _fetched(get(place, timeout_s), place)


async def acall(item: object, url: str = "", client: str = "streams", timeout_s: float = 30.0) -> Fetched:
    """The same on an event loop, by ``client``: ``streams``, a bare ``protocol``, or ``aiohttp``."""
    from gilrace.workloads.http_answer import place_of
    from gilrace.workloads.http_waiting import get

    place = place_of(url, item)
    return _fetched(await get(place, client, timeout_s), place)


def _fetched(answer: Any, place: Any) -> Fetched:
    import hashlib

    from gilrace.workloads.http_answer import body_of

    body = body_of(answer, place)
    return answer.status, len(body), hashlib.sha256(body).hexdigest()


def prepare(
    scratch: Path, items: object, settings: Mapping[str, Any], server: object
) -> AbstractContextManager[dict[str, Any]]:
    """Start the server on loopback, unless the settings name a ``url``. Raises LaneError or MachineError."""
    from gilrace.workloads.origin import provided

    return provided(settings, server)
