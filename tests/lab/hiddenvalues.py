"""Bodies that have read something which no variable shows: it waits on the interpreter's own stack.

They are explored by states, where two states may only be taken for one when they go on alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from gilrace.lab.demo import Actor, Demo, Env


class World:
    def __init__(self, env: Env) -> None:
        self.numbers = env.share({0: 0, 1: 0, "sum": 0}, "numbers")
        self.lock = env.Lock(name="lock")
        self.locks = [env.Lock(name="first"), env.Lock(name="second")]


def put(world: World, value: int) -> None:
    world.numbers["sum"] = value


def one_by_one(world: World) -> Iterator[int]:
    for key in (0, 1):
        yield world.numbers[key]


def number(world: World, key: int) -> int:
    return int(world.numbers[key])


def locked(world: World, key: int) -> int:
    with world.lock:
        return int(world.numbers[key])


def slowly(world: World, key: int) -> int:
    value = int(world.numbers[key])
    with world.lock:
        pass
    return value


def last(world: World, key: int) -> int:
    try:
        return int(world.numbers[key])
    finally:
        with world.lock:
            pass


def in_a_list(world: World) -> None:
    put(world, sum([world.numbers[key] for key in (0, 1)]))


def in_a_generator(world: World) -> None:
    put(world, sum(world.numbers[key] for key in (0, 1)))


def in_a_function_that_yields(world: World) -> None:
    put(world, sum(one_by_one(world)))


def in_hands_of_map(world: World) -> None:
    put(world, sum(map(partial(number, world), (0, 1))))


def in_hands_of_sorted(world: World) -> None:
    put(world, sorted((0, 1), key=lambda key: -number(world, key))[0])


def in_one_expression(world: World) -> None:
    put(world, number(world, 0) + number(world, 1))


def in_a_function_that_was_left(world: World) -> None:
    put(world, slowly(world, 0) + slowly(world, 1))


def in_a_list_of_what_was_returned(world: World) -> None:
    put(world, sum([slowly(world, key) for key in (0, 1)]))


def on_its_way_out_of_a_with(world: World) -> None:
    put(world, locked(world, 0))


def on_its_way_out_of_a_try(world: World) -> None:
    put(world, last(world, 0))


def in_what_a_with_holds(world: World) -> None:
    with world.locks[number(world, 0)]:
        if world.locks[1].acquire(blocking=False):
            world.locks[1].release()
        else:
            put(world, 1)


def in_what_a_for_goes_through(world: World) -> None:
    for value in [number(world, 0), number(world, 1), 0]:
        if value:
            put(world, value)


def in_how_far_a_for_has_come(world: World) -> None:
    for _ in "aaaa":
        with world.lock:
            pass
    put(world, number(world, 0))


def in_an_iterator(world: World) -> None:
    values = iter([number(world, 0), number(world, 1)])
    put(world, next(values))
    put(world, number(world, "sum") + next(values))  # type: ignore[arg-type]


HIDDEN: tuple[Callable[[World], None], ...] = (
    in_a_list,
    in_a_generator,
    in_a_function_that_yields,
    in_hands_of_map,
    in_hands_of_sorted,
    in_one_expression,
    in_a_function_that_was_left,
    in_a_list_of_what_was_returned,
    on_its_way_out_of_a_with,
    on_its_way_out_of_a_try,
    in_what_a_with_holds,
    in_what_a_for_goes_through,
    in_how_far_a_for_has_come,
    in_an_iterator,
)


def there_and_back(world: World) -> None:
    for key in (0, 1):
        world.numbers[key] = 1
    for key in (0, 1):
        world.numbers[key] = 0


def check(world: Any, runs: int) -> str | None:
    return "one" if world.numbers["sum"] == 1 else None


def hiding(body: Callable[[World], None]) -> Demo:
    """A demo in which somebody does this while somebody else changes the numbers, and changes them back."""
    cast = (Actor("Ann", body), Actor("Bob", there_and_back))
    return Demo(body.__name__, "x", "x", cast, World, check, (), ("invariant",))
