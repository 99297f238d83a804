"""Actors as threads of the child."""

from __future__ import annotations

import os
import threading
from typing import Any

from gilrace.lab.wild import picture
from gilrace.lab.wild.desk import Desk
from gilrace.lab.wild.walk import Chunk, Tally, walk
from gilrace.lab.wild.wire import Wire


class Crew:
    """Threads that walk through a chunk side by side."""

    first_rounds, most_rounds = 500, 20_000
    first_worlds, most_worlds = 10, 400
    ahead = 64  # who is further ahead waits until all have come up
    meetings = 50  # a wake-up is lost where all come at once, a value where a switch may come anywhere

    def __init__(self, desk: Desk, wire: Wire, handle: Any) -> None:
        self._desk = desk
        self._chunks = 0
        wire.listen(handle)

    def run(self, chunk: Chunk) -> list[Tally]:
        """Until every actor is through, or was told to hurry."""
        actors = chunk.demo.actors
        tallies = [Tally() for _ in actors]
        line = threading.Barrier(len(actors))
        self._desk.threads.clear()
        threads = [
            threading.Thread(
                target=self._act, args=(index, chunk, tallies[index], line), name=actor.name, daemon=True
            )
            for index, actor in enumerate(actors)
        ]
        self._chunks += 1
        first = self._chunks % len(threads)
        for thread in threads[first:] + threads[:first]:  # whoever comes to the line last runs on first
            thread.start()
        for thread in threads:
            thread.join()
        return tallies

    def _act(self, index: int, chunk: Chunk, tally: Tally, line: threading.Barrier) -> None:
        self._desk.threads[threading.get_ident()] = index
        self._desk.enter(index, os.getpid(), threading.get_native_id(), threading.get_ident())
        line.wait()
        try:
            walk(self._desk, index, chunk.demo.actors[index], chunk, tally)
        finally:
            self._desk.leave(index)

    def stacks(self) -> dict[int, list[dict[str, Any]]]:
        """Where every actor stands."""
        return {actor: picture.of_thread(ident) for ident, actor in list(self._desk.threads.items())}

    def call_off(self, actor: int, sequence: int) -> bool:
        return self._desk.call_off(actor, sequence)
