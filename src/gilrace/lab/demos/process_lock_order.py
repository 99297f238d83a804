"""Lock order among processes."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Yard:
    def __init__(self, env: Env) -> None:
        self.crane = env.Lock(name="crane")
        self.truck = env.Lock(name="truck")


def setup(env: Env) -> Yard:
    return Yard(env)


def load(yard: Yard) -> None:
    with yard.crane, yard.truck:
        pass


def unload(yard: Yard) -> None:
    with yard.truck, yard.crane:
        pass


def unload_in_order(yard: Yard) -> None:
    with yard.crane, yard.truck:
        pass


def try_to_unload(yard: Yard) -> bool:
    with yard.truck:
        if not yard.crane.acquire(timeout=0.001):
            return False
        yard.crane.release()
    return True


def check(yard: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="process_lock_order",
        title="Lock order between processes",
        summary="Ann takes the crane, then the truck; Bob takes the truck, then the crane.",
        actors=(Actor("Ann", load), Actor("Bob", unload)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the crane first: a circle cannot close.",
                (Actor("Ann", load), Actor("Bob", unload_in_order)),
                removes="circular wait",
            ),
            Guard(
                "timeout",
                "Bob waits only so long for the crane, then lets the truck go.",
                (Actor("Ann", load), Actor("Bob", try_to_unload)),
                removes="hold and wait",
            ),
        ),
        fails=("deadlock",),
        kind="processes",
        repeat=True,
        lesson="The kernel does not see that two processes wait for each other; somebody has to look.",
    )
