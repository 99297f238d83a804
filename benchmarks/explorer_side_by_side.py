"""The explorer beside frontrun (threads) and detangle (asyncio), on the same demo files.

Both need to be installed beside gilrace (``pip install frontrun detangle``). Prints each verdict and how
much longer the other tool took. They do another job: frontrun traces ordinary classes without being told
what is shared, detangle draws schedules of an event loop at random; neither counts interleavings.
frontrun is asked for a virtual clock: by its real one it enters a ``with`` whose lock it did not get when an
acquire with a timeout stands in it, and raises "release unlocked lock"; of plain threads, too.

    frontrun python benchmarks/explorer_side_by_side.py
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from gilrace.lab.demo import Demo
from gilrace.lab.demos import load
from gilrace.lab.explore.explorer import explore, with_guard

THREADS = ("lost_update", "lost_update_property", "overdraft", "transfer", "lock_order", "dining")
TASKS = ("async_lost_update", "async_overdraft", "async_singleton", "async_lock_order")


class RealEnv:
    """The standard library's own tools."""

    def __init__(self, *, awaits: bool) -> None:
        self._from: Any = asyncio if awaits else threading
        self._queue: Any = asyncio.Queue if awaits else queue.Queue
        self.sleep = asyncio.sleep if awaits else time.sleep
        self.wait_for = asyncio.wait_for

    def share(self, thing: Any, name: str) -> Any:
        return thing

    def Lock(self, *, name: str = "") -> Any:  # noqa: N802 - the name a demo uses
        return self._from.Lock()

    def Semaphore(self, value: int = 1, *, name: str = "") -> Any:  # noqa: N802
        return self._from.Semaphore(value)

    def Queue(self, maxsize: int = 0, *, name: str = "") -> Any:  # noqa: N802
        return self._queue(maxsize)


def timed(call: Callable[[], bool]) -> tuple[bool, float]:
    """What a call said, and how many milliseconds it took."""
    began = time.perf_counter()
    said = call()
    return said, 1000 * (time.perf_counter() - began)


def here_fails(demo: Demo, guard: str) -> bool:
    return explore(demo, guard=guard).fails


def frontrun_fails(demo: Demo) -> bool:
    import frontrun

    workers = [partial(_act, actor.body, actor.args) for actor in demo.actors]
    found = frontrun.explore(
        setup=partial(demo.setup, RealEnv(awaits=False)),  # type: ignore[arg-type]
        workers=workers,
        invariant=lambda world: demo.check(world, len(demo.actors)) is None,
        preemption_bound=None,
        deadlock_timeout=1.0,
        reproduce_on_failure=0,
        clock="virtual",
        trace_packages=["gilrace.*"],
    )
    return not found.property_holds


def _act(body: Callable[..., Any], args: tuple[Any, ...], world: Any) -> Any:
    return body(world, *args)


def detangle_fails(demo: Demo) -> bool:
    import detangle

    async def main() -> None:
        world = demo.setup(RealEnv(awaits=True))  # type: ignore[arg-type]
        await asyncio.gather(*[actor.body(world, *actor.args) for actor in demo.actors])
        assert demo.check(world, len(demo.actors)) is None

    try:
        detangle.explore(main, runs=200, seed=1, shrink=False, database=False, max_duration=20)
    except detangle.BugFound:
        return True
    return False


def main() -> None:
    """Print the table, and at its end how many verdicts are the same. Exit code 1 when one is not."""
    print(f"{'demo':24}{'guard':12}{'here':>8}{'ms':>8}   {'other':>16}{'ms':>9}{'ratio':>8}")
    same = []
    for names, other, label in ((THREADS, frontrun_fails, "frontrun"), (TASKS, detangle_fails, "detangle")):
        for name in names:
            demo = load(name)
            same += [_row(demo, guard, other, label) for guard in ("", *demo.guard_names)]
    print(f"{sum(same)} of {len(same)} verdicts are the same")
    raise SystemExit(0 if all(same) else 1)


def _row(demo: Demo, guard: str, other: Callable[[Demo], bool], label: str) -> bool:
    """Print a row; whether both say the same."""
    mine, mine_ms = timed(partial(here_fails, demo, guard))
    try:
        theirs, theirs_ms = timed(partial(other, with_guard(demo, guard)))
    except Exception as error:  # noqa: BLE001 - another tool's limits belong in the table
        said = f"{label} raised {type(error).__name__}: {error}"
        print(f"{demo.name:24}{guard or '-':12}{_word(mine):>8}{mine_ms:8.1f}   {said[:90]}")
        return False
    same = "" if mine == theirs else "  DIFFERENT"
    said = f"{label} {_word(theirs)}"
    print(
        f"{demo.name:24}{guard or '-':12}{_word(mine):>8}{mine_ms:8.1f}   {said:>16}{theirs_ms:9.1f}"
        f"{theirs_ms / mine_ms:7.1f}x{same}"
    )
    return mine == theirs


def _word(fails: bool) -> str:
    return "fails" if fails else "holds"


if __name__ == "__main__":
    main()
