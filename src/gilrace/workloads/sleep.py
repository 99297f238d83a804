"""Doing nothing for a while: the purest waiting."""

from __future__ import annotations

import time

from gilrace.lane.work import Workload

SPEC = Workload(
    name="sleep",
    summary="Sleep, as one who waits for an answer.",
    kind="io",
    settings={"seconds": 0.05},
    default_items=100,
)


def call(item: object, seconds: float = 0.05) -> object:
    """Sleep, then give the item back."""
    time.sleep(seconds)
    return item


async def acall(item: object, seconds: float = 0.05) -> object:
    """The same on an event loop."""
    import asyncio

    await asyncio.sleep(seconds)
    return item
