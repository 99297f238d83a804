"""Processes: a number in shared memory without any lock."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Shared:
    def __init__(self, env: Env) -> None:
        self.total = env.RawValue("i", 0, name="total")
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Shared:
    return Shared(env)


def increment(shared: Shared) -> None:
    shared.total.value += 1


def increment_locked(shared: Shared) -> None:
    with shared.lock:
        shared.total.value += 1


def check(shared: Any, runs: int) -> str | None:
    if shared.total.value != runs:
        return f"{runs} increments were made, but the total is {shared.total.value}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="process_raw_value",
        title="A shared number",
        summary="Every process adds 1 to a number in shared memory.",
        actors=everyone(names, increment),
        setup=setup,
        check=check,
        guards=(Guard("lock", "A multiprocessing lock around the +=.", everyone(names, increment_locked)),),
        fails=("invariant",),
        kind="processes",
        repeat=True,
        lesson="A GIL protects nothing between processes: each has its own.",
    )
