"""Small random programs of coroutines over every awaitable model, as demos."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env

Line = tuple[str, int]


class World:
    def __init__(self, env: Env) -> None:
        self.locks = [env.Lock(name=f"lock {n}") for n in range(2)]
        self.condition = env.Condition(name="condition")
        self.semaphore = env.Semaphore(1, name="semaphore")
        self.event = env.Event(name="event")
        self.queue = env.Queue(1, name="queue")
        self.barrier = env.Barrier(2, name="barrier")
        self.numbers = env.share({0: 0, 1: 0}, "numbers")
        self.sleep = env.sleep
        self.wait_for = env.wait_for


async def add(world: World, n: int) -> None:
    value = world.numbers[n]
    await world.sleep(0)
    world.numbers[n] = value + 1


async def locked(world: World, n: int) -> None:
    async with world.locks[n]:
        await add(world, n)


async def nested(world: World, n: int) -> None:
    async with world.locks[n]:
        await world.sleep(0)
        async with world.locks[1 - n]:
            world.numbers[n] = 4


async def patient(world: World, n: int) -> None:
    try:
        await world.wait_for(world.locks[n].acquire(), 1)
    except TimeoutError:
        world.numbers[n] = 9
        return
    await world.sleep(0)
    world.locks[n].release()


async def waiting(world: World, n: int) -> None:
    async with world.condition:
        if n or not world.numbers[n]:
            await world.condition.wait()


async def waiting_impatiently(world: World, n: int) -> None:
    try:
        await world.wait_for(world.event.wait(), 1)
    except TimeoutError:
        world.numbers[n] = 8


async def notifying(world: World, n: int) -> None:
    async with world.condition:
        world.condition.notify(n + 1)


async def entering(world: World, n: int) -> None:
    async with world.semaphore:
        await world.sleep(0)
        world.numbers[n] = 2


async def setting(world: World, n: int) -> None:
    world.event.set()


async def putting(world: World, n: int) -> None:
    await world.queue.put(n)


async def getting(world: World, n: int) -> None:
    world.numbers[n] = await world.queue.get()


async def event_waiting(world: World, n: int) -> None:
    await world.event.wait()
    world.numbers[n] = 1


async def meeting(world: World, n: int) -> None:
    if n:
        await world.barrier.wait()
        return
    try:
        await world.wait_for(world.barrier.wait(), 1)
    except TimeoutError:
        world.numbers[n] = 6


LINES = {
    "add": add,
    "locked": locked,
    "nested": nested,
    "patient": patient,
    "wait": waiting,
    "impatient": waiting_impatiently,
    "notify": notifying,
    "enter": entering,
    "set": setting,
    "put": putting,
    "get": getting,
    "event": event_waiting,
    "meet": meeting,
}


def task_program(bodies: list[list[Line]]) -> Demo:
    """A demo whose tasks do these lines; it fails when the numbers end up equal and not zero."""

    async def body(world: World, lines: list[Line]) -> None:
        for name, n in lines:
            await LINES[name](world, n)

    def check(world: Any, runs: int) -> str | None:
        one, other = world.numbers[0], world.numbers[1]
        return "equal" if one == other != 0 else None

    actors = tuple(Actor(f"task {n}", body, (lines,)) for n, lines in enumerate(bodies))
    return Demo("tasks", "tasks", "tasks", actors, World, check, (), (), kind="asyncio")
