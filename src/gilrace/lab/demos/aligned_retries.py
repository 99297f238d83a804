"""Aligned retries: give up, try again, at the same time as the other."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Tools:
    def __init__(self, env: Env) -> None:
        self.hammer = env.Lock(name="hammer")
        self.nails = env.Lock(name="nails")
        self.sleep = env.sleep


def setup(env: Env) -> Tools:
    return Tools(env)


def build(tools: Tools, first: Any, second: Any) -> None:
    while True:
        with first:
            tools.sleep(0.002)
            if second.acquire(blocking=False):
                second.release()
                return
            tools.sleep(0.002)
        tools.sleep(0.002)


def build_with_hammer(tools: Tools) -> None:
    build(tools, tools.hammer, tools.nails)


def build_with_nails(tools: Tools) -> None:
    build(tools, tools.nails, tools.hammer)


def build_at_once(tools: Tools) -> None:
    with tools.hammer, tools.nails:
        pass


def check(tools: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="aligned_retries",
        title="Aligned retries",
        summary="Ann and Bob take two tools in opposite order; who cannot get the second lays the first "
        "down, waits a moment and tries again.",
        actors=(Actor("Ann", build_with_hammer), Actor("Bob", build_with_nails)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the hammer first: whoever has it gets the nails.",
                (Actor("Ann", build_at_once), Actor("Bob", build_at_once)),
                removes="circular wait",
            ),
        ),
        fails=("livelock",),
        lesson="Giving up and trying again turns a deadlock into a livelock when both do it in step.",
    )
