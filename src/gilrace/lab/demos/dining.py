"""Dining philosophers: a circle of forks, everybody takes the left one first."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard, people


class Table:
    def __init__(self, env: Env, seats: int) -> None:
        self.forks = [env.Lock(name=f"fork {seat + 1}") for seat in range(seats)]
        self.chairs = env.Semaphore(seats - 1, name="chairs")


def eat(table: Table, first: int, second: int) -> None:
    with table.forks[first], table.forks[second]:
        pass


def sit_and_eat(table: Table, first: int, second: int) -> None:
    with table.chairs:
        eat(table, first, second)


def check(table: Any, runs: int) -> str | None:
    return None


def demo(actors: int = 3) -> Demo:
    def setup(env: Env) -> Table:
        return Table(env, actors)

    names = people(actors)
    seats = range(actors)
    around = [(seat, (seat + 1) % actors) for seat in seats]
    ordered = [(min(pair), max(pair)) for pair in around]
    return Demo(
        name="dining",
        title="Dining philosophers",
        summary=f"{actors} philosophers at a round table; everybody takes the left fork, then the right one.",
        actors=tuple(Actor(names[seat], eat, around[seat]) for seat in seats),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "The last philosopher takes the right fork first: a circle cannot close.",
                tuple(Actor(names[seat], eat, ordered[seat]) for seat in seats),
                removes="circular wait",
            ),
            Guard(
                "seats",
                "One chair fewer than philosophers: somebody always finds both forks.",
                tuple(Actor(names[seat], sit_and_eat, around[seat]) for seat in seats),
                removes="circular wait",
            ),
        ),
        fails=("deadlock",),
        repeat=True,
        lesson="A circle of waiting needs everybody; break it at one place and it is gone.",
    )
