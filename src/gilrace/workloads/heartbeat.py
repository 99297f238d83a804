"""A heartbeat beside work: how late does a screen wake up while something computes?

An item is one beat: sleep a moment, wake up. What it takes longer than that moment is the time for which
the GIL, the event loop or the cores were somebody else's.
"""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from typing import Any

from gilrace.lane.work import Workload

SPEC = Workload(
    name="heartbeat",
    summary="Wake up every few milliseconds while something computes beside.",
    kind="io",
    settings={"every_s": 0.005, "beside": "nothing", "switch_s": 0.0, "burst_s": 0.02},
    default_items=100,
)

BESIDE = ("nothing", "thread", "process", "task")

_ended = threading.Event()
_companion: Any = None
_switch_s = 0.0


def call(
    item: int, every_s: float = 0.005, beside: str = "nothing", switch_s: float = 0.0, burst_s: float = 0.02
) -> int:
    """Sleep ``every_s`` seconds; the beat's number."""
    time.sleep(every_s)
    return item


async def acall(
    item: int, every_s: float = 0.005, beside: str = "nothing", switch_s: float = 0.0, burst_s: float = 0.02
) -> int:
    """The same on an event loop."""
    import asyncio

    await asyncio.sleep(every_s)
    return item


def setup(
    every_s: float = 0.005, beside: str = "nothing", switch_s: float = 0.0, burst_s: float = 0.02
) -> None:
    """Start what computes beside: a ``thread`` or a ``process``. ``switch_s`` is the switch interval.

    Raises ValueError for another companion.
    """
    global _companion, _switch_s  # noqa: PLW0603 - a heat has one companion
    _switch_s = sys.getswitchinterval()
    if switch_s:
        sys.setswitchinterval(switch_s)
    if beside == "thread":
        _ended.clear()
        _companion = threading.Thread(target=_compute, name="computes beside")
        _companion.start()
    elif beside == "process":
        _companion = subprocess.Popen([sys.executable, "-I", "-S", "-c", "while True: pass"])
    elif beside != "nothing":
        raise ValueError(f"beside cannot be {beside!r} here; choose from {', '.join(BESIDE[:3])}")


def teardown() -> None:
    """End it and put the switch interval back."""
    global _companion  # noqa: PLW0603
    if isinstance(_companion, threading.Thread):
        _ended.set()
        _companion.join()
    elif _companion is not None:
        _companion.kill()
        _companion.wait()
    _companion = None
    sys.setswitchinterval(_switch_s)


async def asetup(
    every_s: float = 0.005, beside: str = "nothing", switch_s: float = 0.0, burst_s: float = 0.02
) -> None:
    """The same beside an event loop; a ``task`` computes ``burst_s`` seconds at a time on the loop itself."""
    import asyncio

    global _companion  # noqa: PLW0603
    if beside == "task":
        setup(every_s, "nothing", switch_s, burst_s)
        _companion = asyncio.create_task(_bursts(burst_s))
    else:
        setup(every_s, beside, switch_s, burst_s)


async def ateardown() -> None:
    """End what computes beside the loop."""
    import asyncio
    from contextlib import suppress

    global _companion  # noqa: PLW0603
    if isinstance(_companion, asyncio.Task):
        _companion.cancel()
        with suppress(asyncio.CancelledError):
            await _companion
        _companion = None
    teardown()


def _compute() -> None:
    """Pure Python without a pause."""
    while not _ended.is_set():
        for _ in range(1_000):
            pass


async def _bursts(burst_s: float) -> None:
    import asyncio

    while True:
        until = time.perf_counter() + burst_s
        while time.perf_counter() < until:
            pass
        await asyncio.sleep(0)
