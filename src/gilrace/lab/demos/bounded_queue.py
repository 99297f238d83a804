"""Bounded queues: both are full and both put first."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Desks:
    def __init__(self, env: Env, room: int) -> None:
        self.trays = [env.Queue(room, name="Ann's tray"), env.Queue(room, name="Bob's tray")]


def setup(env: Env) -> Desks:
    return Desks(env, 1)


def setup_with_room(env: Env) -> Desks:
    return Desks(env, 2)


def exchange(desks: Desks, mine: int, other: int) -> None:
    desks.trays[other].put("first")
    desks.trays[other].put("second")
    desks.trays[mine].get()
    desks.trays[mine].get()


def take_turns(desks: Desks, mine: int, other: int) -> None:
    desks.trays[other].put("first")
    desks.trays[mine].get()
    desks.trays[other].put("second")
    desks.trays[mine].get()


def check(desks: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="bounded_queue",
        title="Bounded queues",
        summary="Ann and Bob each put two letters into the other's tray of one, then empty their own.",
        actors=(Actor("Ann", exchange, (0, 1)), Actor("Bob", exchange, (1, 0))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "room",
                "Trays with room for all that can be under way.",
                (Actor("Ann", exchange, (0, 1)), Actor("Bob", exchange, (1, 0))),
                setup=setup_with_room,
                removes="hold and wait",
            ),
            Guard(
                "turns",
                "Put one, take one: nobody waits with a full tray.",
                (Actor("Ann", take_turns, (0, 1)), Actor("Bob", take_turns, (1, 0))),
                removes="hold and wait",
            ),
        ),
        fails=("deadlock",),
        repeat=True,
        lesson="A full queue is a lock held by whoever should empty it.",
    )
