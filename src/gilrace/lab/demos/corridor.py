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


def walk(corridor: Corridor, me: str, other: str) -> None:
    while corridor.side[me] == corridor.side[other]:
        corridor.sleep(0.001)
        corridor.side[me] = 1 - corridor.side[me]


def walk_after_a_word(corridor: Corridor, me: str, other: str) -> None:
    with corridor.lock:
        if corridor.side[me] == corridor.side[other]:
            corridor.side[me] = 1 - corridor.side[me]


def stay(corridor: Corridor, me: str, other: str) -> None:
    pass


def check(corridor: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="corridor",
        title="Corridor",
        summary="Ann and Bob meet in a corridor and politely step aside, both to the same side.",
        actors=(Actor("Ann", walk, ("Ann", "Bob")), Actor("Bob", walk, ("Bob", "Ann"))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "Look and step in one piece: the second one sees that the way is free.",
                (
                    Actor("Ann", walk_after_a_word, ("Ann", "Bob")),
                    Actor("Bob", walk_after_a_word, ("Bob", "Ann")),
                ),
            ),
            Guard(
                "priority",
                "Ann stays where she is; only Bob steps aside.",
                (Actor("Ann", stay, ("Ann", "Bob")), Actor("Bob", walk, ("Bob", "Ann"))),
            ),
        ),
        fails=("livelock",),
        lesson="Everybody moves and nobody gets on: a deadlock that burns energy.",
    )
