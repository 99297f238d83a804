"""A coroutine that waits, or one that only pretends to: `time.sleep` where `await` belongs."""

from __future__ import annotations

import time

from gilrace.lane.work import Workload

SPEC = Workload(
    name="nap",
    summary="Sleep in a coroutine, politely or by blocking the loop.",
    kind="io",
    settings={"seconds": 0.02, "blocking": False},
    default_items=40,
)


def call(item: object, seconds: float = 0.02, blocking: bool = False) -> object:
    """Sleep, then give the item back."""
    time.sleep(seconds)
    return item


async def acall(item: object, seconds: float = 0.02, blocking: bool = False) -> object:
    """Sleep by awaiting; with ``blocking`` as a plain call would, while every other task stands still."""
    import asyncio

    if blocking:
        time.sleep(seconds)  # noqa: ASYNC251 - the mistake that is shown
    else:
        await asyncio.sleep(seconds)
    return item
