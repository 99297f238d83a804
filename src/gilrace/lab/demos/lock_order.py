"""Lock order: each holds one lock and waits for the other's."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Tools:
    def __init__(self, env: Env) -> None:
        self.pen = env.Lock(name="pen")
        self.ruler = env.Lock(name="ruler")
        self.sleep = env.sleep


def setup(env: Env) -> Tools:
    return env.share(Tools(env), "tools")


def draw(tools: Tools) -> None:
    with tools.pen, tools.ruler:
        pass


def measure(tools: Tools) -> None:
    with tools.ruler, tools.pen:
        pass


def measure_in_order(tools: Tools) -> None:
    with tools.pen, tools.ruler:
        pass


def try_to_measure(tools: Tools) -> bool:
    for patience in (0.001, 0.002, 0.004):
        with tools.ruler:
            if tools.pen.acquire(timeout=patience):
                tools.pen.release()
                return True
        tools.sleep(patience)
    return False


def check(tools: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="lock_order",
        title="Lock order",
        summary="Ann takes the pen, then the ruler; Bob takes the ruler, then the pen.",
        actors=(Actor("Ann", draw), Actor("Bob", measure)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the pen first: a circle cannot close.",
                (Actor("Ann", draw), Actor("Bob", measure_in_order)),
                removes="circular wait",
            ),
            Guard(
                "timeout",
                "Bob waits only so long for the pen, lays the ruler down and backs off, longer each time; "
                "after three times he goes without.",
                (Actor("Ann", draw), Actor("Bob", try_to_measure)),
                removes="hold and wait",
            ),
        ),
        fails=("deadlock",),
        repeat=True,
        lesson="Locks taken in one order everywhere cannot deadlock.",
    )
