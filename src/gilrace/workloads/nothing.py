"""Nothing at all: what is left is the cost of handing an item over."""

from __future__ import annotations

from gilrace.lane.work import Workload

SPEC = Workload(
    name="nothing",
    summary="Give the item back: only handing over takes time.",
    kind="io",
    default_items=4000,
)


def call(item: object) -> object:
    """The item."""
    return item


async def acall(item: object) -> object:
    """The item, after a turn of the event loop."""
    import asyncio

    await asyncio.sleep(0)
    return item
