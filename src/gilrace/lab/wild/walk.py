"""One actor's way through the worlds of a chunk, and what it saw there."""

from __future__ import annotations

import asyncio
import traceback
from dataclasses import dataclass, field
from time import perf_counter_ns, sleep
from typing import Any

from gilrace.lab.demo import Actor, Demo
from gilrace.lab.wild.desk import CalledOff, Desk
from gilrace.lab.wild.table import DONE, ENTRY, HURRY, RUNNING, STATE, WAITS, WORLD, actor_at

STRIDE = 4  # worlds between two looks at the others
BACK_OFF_S = 0.02  # a victim lets the others go first
PATIENCE = 50  # pauses, then go on alone: the others may need what comes next
MEETING_NS = 200_000  # how long to wait for those who run side by side


@dataclass(slots=True)
class Chunk:
    """Worlds to walk through; in each of them every actor runs its body so many times."""

    demo: Demo
    worlds: list[Any]
    rounds: int
    ahead: int  # worlds that one actor may be ahead of the others; 0: all enter each together
    to_the_first: bool = False  # exception that leaves a body: then all hurry to the end


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
    words, me = desk.words, actor_at(index)
    body, args, rounds, keep = actor.body, actor.args, chunk.rounds, bool(chunk.demo.unique)
    done, entry, entry_at, done_at = words[me + DONE], 0, me + ENTRY, me + DONE
    others = [actor_at(other) for other in range(len(chunk.demo.actors)) if other != index]
    for number, world in enumerate(chunk.worlds):
        words[me + WORLD] = number
        if not chunk.ahead:
            _meet(words, others, number, yields=chunk.demo.kind == "threads")
        elif not number % STRIDE:
            _stay_close(words, others, number, chunk.ahead)
        seen, ran = tally.enter(), 0
        try:
            for operation in range(rounds):
                entry += 2
                words[entry_at] = entry
                if words[HURRY] and not _must_follow(words, entry_at, others, entry):
                    return
                words[entry_at] = entry + 1
                try:
                    value = body(world, *args)
                except BaseException as error:  # noqa: BLE001 - the demo's failure, reported as such
                    if tally.fail(operation, error):
                        sleep(BACK_OFF_S)
                    elif chunk.to_the_first:
                        words[HURRY] = 1
                    continue
                ran += 1
                words[done_at] = done + ran
                if keep:
                    seen.append(value)
        finally:
            done += ran
            tally.ran[-1] = ran


def _must_follow(words: memoryview[int], mine: int, others: list[int], entry: int) -> bool:
    """Told to hurry at the door of an operation: whether somebody has gone in, and may wait for this one.

    ``entry`` is even: at the door; one more: inside; one less: not gone in. Nobody stays at the door.
    """
    words[mine] = entry - 1
    while True:
        entries = [words[other + ENTRY] for other in others if words[other + STATE] == RUNNING]
        if any(one > entry for one in entries):
            return True
        if entry not in entries:
            return False
        sleep(0)


def _stay_close(words: memoryview[int], others: list[int], world: int, ahead: int) -> None:
    """Let those who have fallen behind come all the way up to here: only who meets can race."""
    for other in others:
        if words[other + WORLD] >= world - ahead:
            continue
        for _ in range(PATIENCE):
            runs = words[other + STATE] == RUNNING and not words[other + WAITS]
            if not runs or words[other + WORLD] >= world:
                break
            sleep(0)


def _meet(words: memoryview[int], others: list[int], world: int, *, yields: bool) -> None:
    """Wait a moment for the others to come to this world, so that all enter it at once."""
    until = perf_counter_ns() + MEETING_NS
    for other in others:
        while words[other + WORLD] < world and words[other + STATE] == RUNNING and not words[other + WAITS]:
            if perf_counter_ns() > until:
                return
            if yields:
                sleep(0)


async def awalk(desk: Desk, index: int, actor: Actor, chunk: Chunk, tally: Tally) -> None:
    """The same for a coroutine function."""
    words, me = desk.words, actor_at(index)
    body, args, rounds, keep = actor.body, actor.args, chunk.rounds, bool(chunk.demo.unique)
    done, entry, entry_at, done_at = words[me + DONE], 0, me + ENTRY, me + DONE
    others = [actor_at(other) for other in range(len(chunk.demo.actors)) if other != index]
    for world in chunk.worlds:
        seen = tally.enter()
        for operation in range(rounds):
            entry += 2
            if words[HURRY] and not _must_follow(words, entry_at, others, entry):
                return
            words[entry_at] = entry + 1
            try:
                value = await body(world, *args)
            except BaseException as error:  # noqa: BLE001 - the demo's failure, reported as such
                if tally.fail(operation, error):
                    await asyncio.sleep(BACK_OFF_S)
                elif chunk.to_the_first:
                    words[HURRY] = 1
                continue
            done += 1
            words[done_at] = done
            tally.ran[-1] += 1
            if keep:
                seen.append(value)
