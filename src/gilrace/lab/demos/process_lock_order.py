"""Processes: two locks in opposite order."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Machines:
    def __init__(self, env: Env) -> None:
        self.press = env.Lock(name="press")
        self.lathe = env.Lock(name="lathe")


def setup(env: Env) -> Machines:
    return Machines(env)


def press_then_turn(machines: Machines) -> None:
    with machines.press, machines.lathe:
        pass


def turn_then_press(machines: Machines) -> None:
    with machines.lathe, machines.press:
        pass


def check(machines: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="process_lock_order",
        title="Lock order between processes",
        summary="Ann takes the press, then the lathe; Bob the lathe, then the press.",
        actors=(Actor("Ann", press_then_turn), Actor("Bob", turn_then_press)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "order",
                "Both take the press first: a circle cannot close.",
                (Actor("Ann", press_then_turn), Actor("Bob", press_then_turn)),
                removes="circular wait",
            ),
        ),
        fails=("deadlock",),
        kind="processes",
        repeat=True,
        lesson="Locks between processes deadlock like locks between threads.",
    )
