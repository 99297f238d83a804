"""asyncio: a corridor in which both step aside in step."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Corridor:
    def __init__(self, env: Env) -> None:
        self.side = env.share({"Ann": 0, "Bob": 0}, "side")
        self.sleep = env.sleep


def setup(env: Env) -> Corridor:
    return Corridor(env)


async def walk(corridor: Corridor, me: str) -> None:
    while corridor.side["Ann"] == corridor.side["Bob"]:
        await corridor.sleep(0)
        corridor.side[me] = 1 - corridor.side[me]
        await corridor.sleep(0)


async def walk_at_once(corridor: Corridor, me: str) -> None:
    while corridor.side["Ann"] == corridor.side["Bob"]:
        corridor.side[me] = 1 - corridor.side[me]
        await corridor.sleep(0)


def check(corridor: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="async_corridor",
        title="Corridor in asyncio",
        summary="Ann and Bob look, await, and step aside, both to the same side.",
        actors=(Actor("Ann", walk, ("Ann",)), Actor("Bob", walk, ("Bob",))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "atomic",
                "Look and step without an await in between: the second one sees that the way is free.",
                (Actor("Ann", walk_at_once, ("Ann",)), Actor("Bob", walk_at_once, ("Bob",))),
            ),
        ),
        fails=("livelock",),
        kind="asyncio",
        lesson="Two tasks that are equally polite and equally fast never pass.",
    )
