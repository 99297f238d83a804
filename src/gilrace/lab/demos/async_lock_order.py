"""asyncio: two locks in opposite order, with an await in between."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Tools:
    def __init__(self, env: Env) -> None:
        self.pen = env.Lock(name="pen")
        self.ruler = env.Lock(name="ruler")
        self.sleep = env.sleep
        self.wait_for = env.wait_for


def setup(env: Env) -> Tools:
    return Tools(env)


async def draw(tools: Tools) -> None:
    async with tools.pen:
        await tools.sleep(0)
        async with tools.ruler:
            pass


async def measure(tools: Tools) -> None:
    async with tools.ruler:
        await tools.sleep(0)
        async with tools.pen:
            pass


async def try_to_measure(tools: Tools) -> bool:
    async with tools.ruler:
        await tools.sleep(0)
        try:
            await tools.wait_for(tools.pen.acquire(), 0.0005)
        except TimeoutError:
            return False
        tools.pen.release()
    return True


def check(tools: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="async_lock_order",
        title="Lock order in asyncio",
        summary="Ann takes the pen and awaits, then the ruler; Bob takes them the other way round.",
        actors=(Actor("Ann", draw), Actor("Bob", measure)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the pen first: a circle cannot close.",
                (Actor("Ann", draw), Actor("Bob", draw)),
                removes="circular wait",
            ),
            Guard(
                "wait_for",
                "Bob waits only so long for the pen, then lays the ruler down and goes without.",
                (Actor("Ann", draw), Actor("Bob", try_to_measure)),
                removes="hold and wait",
            ),
        ),
        fails=("deadlock",),
        kind="asyncio",
        repeat=True,
        lesson="Tasks deadlock like threads do, and the loop looks idle.",
    )
