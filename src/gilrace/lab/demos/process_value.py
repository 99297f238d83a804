"""Processes: a number that has a lock, and still loses updates."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Shared:
    def __init__(self, env: Env) -> None:
        self.total = env.Value("i", 0, name="total")


def setup(env: Env) -> Shared:
    return Shared(env)


def increment(shared: Shared) -> None:
    shared.total.value += 1


def increment_locked(shared: Shared) -> None:
    with shared.total.get_lock():
        shared.total.value += 1


def check(shared: Any, runs: int) -> str | None:
    if shared.total.value != runs:
        return f"{runs} increments were made, but the total is {shared.total.value}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="process_value",
        title="A shared number that has a lock",
        summary="Every process adds 1 to a multiprocessing.Value, which locks each single access.",
        actors=everyone(names, increment),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "get_lock",
                "Hold the value's own lock around reading and writing.",
                everyone(names, increment_locked),
            ),
        ),
        fails=("invariant",),
        kind="processes",
        repeat=True,
        lesson="A lock around each access is not a lock around both.",
    )
