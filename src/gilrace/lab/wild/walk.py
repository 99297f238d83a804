"""One actor's way through the worlds of a chunk, and what it saw there."""

from __future__ import annotations

import asyncio
import traceback
from dataclasses import dataclass, field
from time import perf_counter_ns, sleep
from typing import Any

from gilrace.lab.demo import Actor, Demo
from gilrace.lab.wild.desk import CalledOff, Desk
from gilrace.lab.wild.table import DONE, HURRY, RUNNING, STATE, WAITS, WORLD, actor_at

STRIDE = 16  # worlds between two looks at the others
BACK_OFF_S = 0.02  # a victim lets the others go first
PATIENCE = 50  # pauses, then go on alone: the others may need what comes next
MEETING_NS = 200_000  # how long to wait for those who run side by side


@dataclass(slots=True)
class Chunk:
    """Worlds to walk through; in each of them every actor runs its body so many times."""

    demo: Demo
    worlds: list[Any]
    rounds: int
    ahead: int


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

    def fail(self, operation: int, error: BaseException) -> bool:
        """Note how a body ended that did not complete; True when it was called off."""
        if isinstance(error, CalledOff):
            self.called_off.append(len(self.ran) - 1)
            return True
        words = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        trace = "".join(traceback.format_exception(error, limit=-4)) if len(self.failures) < 3 else ""
        self.failures.append(Failure(len(self.ran) - 1, operation, words, trace))
        return False


def walk(desk: Desk, index: int, actor: Actor, chunk: Chunk, tally: Tally) -> None:
    """Run the body in world after world until told to hurry."""
    words, done_at = desk.words, actor_at(index) + DONE
    body, args, rounds, keep = actor.body, actor.args, chunk.rounds, bool(chunk.demo.unique)
    done = words[done_at]
    others = [actor_at(other) for other in range(len(chunk.demo.actors)) if other != index]
    for number, world in enumerate(chunk.worlds):
        words[done_at - DONE + WORLD] = number
        if not chunk.ahead:
            _meet(words, others, number)
        elif not number % STRIDE:
            _stay_close(words, others, number - chunk.ahead)
        seen = tally.enter()
        for operation in range(rounds):
            if words[HURRY]:
                return
            try:
                value = body(world, *args)
            except BaseException as error:  # noqa: BLE001 - the demo's failure, reported as such
                if tally.fail(operation, error):
                    sleep(BACK_OFF_S)
                continue
            done += 1
            words[done_at] = done
            tally.ran[-1] += 1
            if keep:
                seen.append(value)


def _stay_close(words: memoryview[int], others: list[int], behind: int) -> None:
    """Let those catch up who run in worlds far behind: only who meets can race."""
    for other in others:
        for _ in range(PATIENCE):
            runs = words[other + STATE] == RUNNING and not words[other + WAITS]
            if not runs or words[other + WORLD] >= behind:
                break
            sleep(0)


def _meet(words: memoryview[int], others: list[int], world: int) -> None:
    """Wait a moment for the others to come to this world, so that all enter it at once."""
    until = perf_counter_ns() + MEETING_NS
    for other in others:
        while words[other + WORLD] < world and words[other + STATE] == RUNNING and not words[other + WAITS]:
            if perf_counter_ns() > until:
                return


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
                if tally.fail(operation, error):
                    await asyncio.sleep(BACK_OFF_S)
                continue
            done += 1
            words[done_at] = done
            tally.ran[-1] += 1
            if keep:
                seen.append(value)
