"""Baking cakes: a tier is mixed by a cook and baked in an oven; cooks may have to share the oven.

Mixing and baking take time and no computing, so that this works the same with one core as with many: the
only thing that can run out is an oven.
"""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from typing import Any

from gilrace.lane.work import Workload

SPEC = Workload(
    name="kitchen",
    summary="Mix and bake the tiers of cakes, with an oven each or a shared one.",
    kind="io",
    settings={"mix_s": 0.02, "bake_s": 0.02, "ovens": 0},
    default_items=12,
)

TIERS = ("bottom", "middle", "top")

_door = threading.Lock()
_ovens: dict[tuple[str, int], Any] = {}


def call(item: int, mix_s: float = 0.02, bake_s: float = 0.02, ovens: int = 0) -> str:
    """The tier baked: mixed in ``mix_s`` seconds, baked in ``bake_s``, in one of so many ovens (0: own)."""
    time.sleep(mix_s)
    with _oven("threads", ovens):
        time.sleep(bake_s)
    return tier(item)


async def acall(item: int, mix_s: float = 0.02, bake_s: float = 0.02, ovens: int = 0) -> str:
    """The same by a cook who does something else while the oven works."""
    import asyncio

    await asyncio.sleep(mix_s)
    async with _oven("tasks", ovens):
        await asyncio.sleep(bake_s)
    return tier(item)


def tier(item: int) -> str:
    """``cake 2, top tier``: every cake has three."""
    cake, place = divmod(item, len(TIERS))
    return f"cake {cake + 1}, {TIERS[place]} tier"


def _oven(who: str, ovens: int) -> Any:
    """The ovens of this kitchen as something to enter; made once, whoever comes first."""
    if not ovens:
        return nullcontext()
    with _door:
        if (who, ovens) not in _ovens:
            _ovens[who, ovens] = _made(who, ovens)
        return _ovens[who, ovens]


def _made(who: str, ovens: int) -> Any:
    if who == "threads":
        return threading.Semaphore(ovens)
    import asyncio

    return asyncio.Semaphore(ovens)
