"""Livelock in a corridor: both step aside, again and again."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Corridor:
    def __init__(self, env: Env) -> None:
        self.side = env.share({"Ann": 0, "Bob": 0}, "side")
        self.lock = env.Lock(name="lock")
        self.sleep = env.sleep


def setup(env: Env) -> Corridor:
    return Corridor(env)


def meet(corridor: Corridor) -> bool:
    return corridor.side["Ann"] == corridor.side["Bob"]


def step_aside(corridor: Corridor, me: str) -> None:
    corridor.side[me] = 1 - corridor.side[me]


def walk(corridor: Corridor, me: str) -> None:
    while meet(corridor):
        corridor.sleep(0.002)
        step_aside(corridor, me)
        corridor.sleep(0.002)


def walk_after_a_word(corridor: Corridor, me: str) -> None:
    with corridor.lock:
        if meet(corridor):
            step_aside(corridor, me)


def walk_past(corridor: Corridor, me: str) -> None:
    while meet(corridor):
        step_aside(corridor, me)


def stay(corridor: Corridor, me: str) -> None:
    pass


def check(corridor: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="corridor",
        title="Corridor",
        summary="Ann and Bob meet in a corridor and politely step aside, both to the same side.",
        actors=(Actor("Ann", walk, ("Ann",)), Actor("Bob", walk, ("Bob",))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "Look and step in one piece: the second one sees that the way is free.",
                (
                    Actor("Ann", walk_after_a_word, ("Ann",)),
                    Actor("Bob", walk_after_a_word, ("Bob",)),
                ),
            ),
            Guard(
                "priority",
                "Ann stays where she is; only Bob steps aside.",
                (Actor("Ann", stay, ("Ann",)), Actor("Bob", walk_past, ("Bob",))),
            ),
        ),
        fails=("livelock",),
        lesson="Everybody moves and nobody gets on: a deadlock that burns energy.",
    )
