"""A stage of tasks on an event loop, in a thread of its own, between belts that threads use."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane.belt import EMPTY, END, Belt
from gilrace.lane.marks import Mark, item_error
from gilrace.lane.work import ItemError
from gilrace.strategies.pipeline_post import Hand, Post, pass_on, work_on

if TYPE_CHECKING:
    from gilrace.lane.belt import Supply
    from gilrace.strategies.pipeline_post import Results


class Queue:
    """Tasks of one loop in line for something that other threads make possible."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._line: deque[asyncio.Future[None]] = deque()

    def ring(self) -> None:
        """In any thread: the next in line may try."""
        with suppress(RuntimeError):  # the loop is closed: nobody is in line
            self._loop.call_soon_threadsafe(self._next)

    def _next(self) -> None:
        while self._line:
            first = self._line.popleft()
            if not first.done():
                first.set_result(None)
                return

    async def wait(self) -> None:
        """Until this task's turn."""
        turn = self._loop.create_future()
        self._line.append(turn)
        await turn


class Doors:
    """The way into a stage and out of it, for tasks."""

    def __init__(self, inlet: Belt | Supply, outlet: Belt | Results) -> None:
        self._inlet, self._outlet = inlet, outlet
        self._for_things, self._for_room = Queue(), Queue()
        inlet.listen(self._for_things.ring)
        outlet.listen_for_room(self._for_room.ring)

    async def take(self) -> Any:
        """As `Belt.take`."""
        while (thing := self._inlet.try_take()) is EMPTY:
            await _counted(self._for_things, self._inlet, to_take=1)
        if thing is END:
            self._for_things.ring()  # whoever is in line behind ends, too
        return thing

    async def put(self, thing: Any) -> None:
        """As `Belt.put`."""
        while not self._outlet.try_put(thing):
            await _counted(self._for_room, self._outlet, to_put=1)


async def _counted(line: Queue, belt: Any, **which: int) -> None:
    belt.count(**which)
    try:
        await line.wait()
    finally:
        belt.count(**{key: -number for key, number in which.items()})


def run_loop(post: Post, mark: Mark, wait: Callable[[], None], leave: Callable[[], None]) -> None:
    """The stage from setup to teardown.

    ``wait`` says that it is ready, and returns at the go signal; ``leave`` says that its last item is done.
    """
    asyncio.run(_main(post, mark, wait, leave))


async def _main(post: Post, mark: Mark, wait: Callable[[], None], leave: Callable[[], None]) -> None:
    work = post.stage.work
    if work.asetup:
        await work.asetup()
    elif work.setup:
        work.setup()
    mark.ready()
    wait()
    mark.begin()
    doors = Doors(post.inlet, post.outlet)
    async with asyncio.TaskGroup() as group:
        for _ in range(post.stage.workers):
            group.create_task(_task(post, mark, doors, post.hand()))
    leave()
    if work.ateardown:
        await work.ateardown()
    elif work.teardown:
        work.teardown()
    mark.finish()


async def _task(post: Post, mark: Mark, doors: Doors, hand: Hand) -> None:
    clock = perf_counter_ns()
    while (thing := await doors.take()) is not END:
        index, value, since = thing
        taken = perf_counter_ns()
        value, busy = await _work_on(post, index, value, mark)
        worked = perf_counter_ns()
        hand.starved_ns += taken - clock
        hand.busy_ns += busy
        hand.done += 1
        await doors.put((index, value, since or taken))
        clock = perf_counter_ns()
        hand.blocked_ns += clock - worked


async def _work_on(post: Post, index: int, value: Any, mark: Mark) -> tuple[Any, int]:
    """As `work_on`, awaiting; what cannot be awaited blocks the loop."""
    acall = post.stage.work.acall
    if acall is None or isinstance(value, ItemError):
        return work_on(post.stage.work.call, index, value, mark, last=post.last)
    start = perf_counter_ns()
    try:
        value = await acall(value)
    except Exception as error:  # noqa: BLE001 - an item's error is that item's result
        value = item_error(error)
        mark.failed()
    end = perf_counter_ns()
    pass_on(mark, index, start, end, last=post.last)
    return value, end - start
