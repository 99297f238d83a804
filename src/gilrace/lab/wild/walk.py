"""One actor's way through the worlds of a chunk, and what it saw there."""

from __future__ import annotations

import traceback
from dataclasses import dataclass, field
from typing import Any

from gilrace.lab.demo import Actor, Demo
from gilrace.lab.wild.desk import CalledOff, Desk
from gilrace.lab.wild.table import DONE, HURRY, actor_at


@dataclass(slots=True)
class Chunk:
    """Worlds to walk through; in each of them every actor runs its body so many times."""

    demo: Demo
    worlds: list[Any]
    rounds: int


@dataclass(slots=True)
class Failure:
    """An exception that left a body."""

    world: int
    operation: int
    words: str
    trace: str


@dataclass(slots=True)
class Tally:
    """What one actor did, by world."""

    ran: list[int] = field(default_factory=list)  # bodies completed
    seen: list[list[Any]] = field(default_factory=list)  # what they returned, where that is asked for
    failures: list[Failure] = field(default_factory=list)
    called_off: list[int] = field(default_factory=list)  # worlds in which a wait was called off

    def enter(self) -> list[Any]:
        """Begin the next world; the list for what will be seen there."""
        self.ran.append(0)
        self.seen.append([])
        return self.seen[-1]

    def fail(self, operation: int, error: BaseException) -> None:
        """Note how a body ended that did not complete."""
        if isinstance(error, CalledOff):
            self.called_off.append(len(self.ran) - 1)
            return
        words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        trace = "".join(traceback.format_exception(error, limit=-4)) if len(self.failures) < 3 else ""
        self.failures.append(Failure(len(self.ran) - 1, operation, words, trace))


def walk(desk: Desk, index: int, actor: Actor, chunk: Chunk, tally: Tally) -> None:
    """Run the body in world after world until told to hurry."""
    words, done_at = desk.words, actor_at(index) + DONE
    body, args, rounds, keep = actor.body, actor.args, chunk.rounds, bool(chunk.demo.unique)
    done = words[done_at]
    for world in chunk.worlds:
        seen = tally.enter()
        for operation in range(rounds):
            if words[HURRY]:
                return
            try:
                value = body(world, *args)
            except BaseException as error:  # noqa: BLE001 - the demo's failure, reported as such
                tally.fail(operation, error)
                continue
            done += 1
            words[done_at] = done
            tally.ran[-1] += 1
            if keep:
                seen.append(value)


async def awalk(desk: Desk, index: int, actor: Actor, chunk: Chunk, tally: Tally) -> None:
    """The same for a coroutine function."""
    words, done_at = desk.words, actor_at(index) + DONE
    body, args, rounds, keep = actor.body, actor.args, chunk.rounds, bool(chunk.demo.unique)
    done = words[done_at]
    for world in chunk.worlds:
        seen = tally.enter()
        for operation in range(rounds):
            if words[HURRY]:
                return
            try:
                value = await body(world, *args)
            except BaseException as error:  # noqa: BLE001 - the demo's failure, reported as such
                tally.fail(operation, error)
                continue
            done += 1
            words[done_at] = done
            tally.ran[-1] += 1
            if keep:
                seen.append(value)
