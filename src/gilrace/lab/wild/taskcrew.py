"""Actors as tasks of one event loop in the child."""

from __future__ import annotations

import asyncio
import os
import threading
from typing import Any

from gilrace.lab.wild import picture
from gilrace.lab.wild.desk import Desk
from gilrace.lab.wild.tasktools import ACTOR
from gilrace.lab.wild.walk import Chunk, Tally, awalk
from gilrace.lab.wild.wire import Wire


class Crew:
    """Tasks that walk through a chunk, taking turns at their awaits."""

    first_rounds, most_rounds = 50, 5_000
    first_worlds, most_worlds = 50, 1_000
    ahead, meetings = 128, 0

    def __init__(self, desk: Desk, wire: Wire, handle: Any) -> None:
        self._desk = desk
        self._tasks: list[asyncio.Task[None]] = []
        desk.who = ACTOR.get
        wire.listen(handle)

    def run(self, chunk: Chunk) -> list[Tally]:
        """Until every actor is through, or was told to hurry."""
        tallies = [Tally() for _ in chunk.demo.actors]
        asyncio.run(self._all(chunk, tallies))
        return tallies

    async def _all(self, chunk: Chunk, tallies: list[Tally]) -> None:
        async with asyncio.TaskGroup() as group:
            self._tasks = [
                group.create_task(self._act(index, chunk, tally), name=chunk.demo.actors[index].name)
                for index, tally in enumerate(tallies)
            ]

    async def _act(self, index: int, chunk: Chunk, tally: Tally) -> None:
        ACTOR.set(index)
        self._desk.enter(index, os.getpid(), threading.get_native_id())
        await asyncio.sleep(0)
        try:
            await awalk(self._desk, index, chunk.demo.actors[index], chunk, tally)
        finally:
            self._desk.leave(index)

    def stacks(self) -> dict[int, list[dict[str, Any]]]:
        """Where every actor stands."""
        return {actor: picture.of_coroutine(task.get_coro()) for actor, task in enumerate(self._tasks)}

    def call_off(self, actor: int, sequence: int) -> bool:
        return self._desk.call_off(actor, sequence)
