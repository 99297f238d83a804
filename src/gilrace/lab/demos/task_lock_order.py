"""Lock order among tasks: each holds one lock and awaits the other's."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Kitchen:
    def __init__(self, env: Env) -> None:
        self.pan = env.Lock(name="pan")
        self.stove = env.Lock(name="stove")
        self.fetch = env.sleep
        self.wait_for = env.wait_for


def setup(env: Env) -> Kitchen:
    return Kitchen(env)


async def fry(kitchen: Kitchen) -> None:
    async with kitchen.pan:
        await kitchen.fetch(0)
        async with kitchen.stove:
            pass


async def clean(kitchen: Kitchen) -> None:
    async with kitchen.stove:
        await kitchen.fetch(0)
        async with kitchen.pan:
            pass


async def clean_in_order(kitchen: Kitchen) -> None:
    async with kitchen.pan:
        await kitchen.fetch(0)
        async with kitchen.stove:
            pass


async def clean_with_patience(kitchen: Kitchen) -> None:
    async with kitchen.stove:
        await kitchen.fetch(0)
        try:
            await kitchen.wait_for(kitchen.pan.acquire(), 0.001)
        except TimeoutError:
            return
        kitchen.pan.release()


def check(kitchen: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="task_lock_order",
        title="Lock order between tasks",
        summary="Ann takes the pan, then the stove; Bob takes the stove, then the pan; both await between.",
        actors=(Actor("Ann", fry), Actor("Bob", clean)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the pan first: a circle cannot close.",
                (Actor("Ann", fry), Actor("Bob", clean_in_order)),
                removes="circular wait",
            ),
            Guard(
                "timeout",
                "Bob waits only so long for the pan, then leaves the stove and goes without.",
                (Actor("Ann", fry), Actor("Bob", clean_with_patience)),
                removes="hold and wait",
            ),
        ),
        fails=("deadlock",),
        kind="asyncio",
        repeat=True,
        lesson="An event loop does not save you: tasks deadlock as threads do, and the loop stands still.",
    )
