"""The HTTP client of the running event loop: made once in each loop, closed with `close`."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from gilrace.errors import LaneError

if TYPE_CHECKING:
    from gilrace.workloads.http_answer import Answer, Place

CLIENTS = {"streams": "http_streams", "protocol": "http_protocol", "aiohttp": "http_aiohttp"}

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Any]] = WeakKeyDictionary()


async def get(place: Place, client: str, timeout_s: float) -> Answer:
    """Ask and wait. Raises NoAnswer, or TimeoutError when there is no whole answer after ``timeout_s``."""
    one = client_of(client)
    try:
        async with asyncio.timeout(timeout_s):
            answer: Answer = await one.get(place)
            return answer
    except TimeoutError as error:
        raise TimeoutError(f"no answer in time from {place.authority}") from error


def client_of(name: str) -> Any:
    """The running loop's client of that name. Raises LaneError."""
    ours = _clients.setdefault(asyncio.get_running_loop(), {})
    if name not in ours:
        if name not in CLIENTS:
            raise LaneError(f"there is no client {name!r}", advice=f"client is one of: {', '.join(CLIENTS)}.")
        ours[name] = importlib.import_module(f"gilrace.workloads.{CLIENTS[name]}").Client()
    return ours[name]


async def close() -> None:
    """Close the running loop's clients."""
    for client in _clients.pop(asyncio.get_running_loop(), {}).values():
        await client.close()
