"""Coroutines that have read something which no variable shows, and wait while it is on the stack."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

from gilrace.lab.demo import Actor, Demo, Env


class World:
    def __init__(self, env: Env) -> None:
        self.numbers = env.share({0: 0, 1: 0, "sum": 0}, "numbers")
        self.lock = env.Lock(name="lock")
        self.sleep = env.sleep


async def number(world: World, key: int) -> int:
    value = int(world.numbers[key])
    await world.sleep(0)
    return value


async def one_by_one(world: World) -> AsyncIterator[int]:
    for key in (0, 1):
        yield world.numbers[key]
        await world.sleep(0)


async def last(world: World) -> int:
    try:
        return int(world.numbers[0])
    finally:
        await world.sleep(0)


async def locked(world: World) -> int:
    async with world.lock:
        return await number(world, 0)


async def beside_an_await(world: World) -> None:
    world.numbers["sum"] = world.numbers[0] + await number(world, 1)


async def in_a_list(world: World) -> None:
    world.numbers["sum"] = sum([await number(world, key) for key in (0, 1)])


async def in_an_async_for(world: World) -> None:
    async for value in one_by_one(world):
        world.numbers["sum"] += value


async def in_an_async_list(world: World) -> None:
    world.numbers["sum"] = sum([value async for value in one_by_one(world)])


async def on_its_way_out_of_a_try(world: World) -> None:
    world.numbers["sum"] = await last(world)


async def on_its_way_out_of_a_with(world: World) -> None:
    world.numbers["sum"] = await locked(world)


async def in_how_far_a_for_has_come(world: World) -> None:
    for _ in "aaa":
        await world.sleep(0)
    world.numbers["sum"] = world.numbers[0]


async def in_what_a_for_goes_through(world: World) -> None:
    for value in (world.numbers[0], world.numbers[1], 0):
        await world.sleep(0)
        world.numbers["sum"] += value


HIDDEN: tuple[Callable[[World], Any], ...] = (
    beside_an_await,
    in_a_list,
    in_an_async_for,
    in_an_async_list,
    on_its_way_out_of_a_try,
    on_its_way_out_of_a_with,
    in_how_far_a_for_has_come,
    in_what_a_for_goes_through,
)


async def there_and_back(world: World) -> None:
    for key, value in ((0, 1), (1, 1), (0, 0), (1, 0)):
        world.numbers[key] = value
        await world.sleep(0)


def check(world: Any, runs: int) -> str | None:
    return "one" if world.numbers["sum"] == 1 else None


def hiding(body: Callable[[World], Any]) -> Demo:
    """A demo in which a task does this while another changes the numbers, and changes them back."""
    cast = (Actor("Ann", body), Actor("Bob", there_and_back))
    return Demo(body.__name__, "x", "x", cast, World, check, (), ("invariant",), kind="asyncio")
