"""Order violation: used before it is there."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Service:
    connection: str

    def __init__(self, env: Env) -> None:
        self.ready = env.Event(name="ready")


def setup(env: Env) -> Service:
    return env.share(Service(env), "service")


def connect(service: Service) -> None:
    service.connection = "open"


def use(service: Service) -> str:
    return service.connection.upper()


def connect_and_say(service: Service) -> None:
    service.connection = "open"
    service.ready.set()


def use_when_ready(service: Service) -> str:
    service.ready.wait()
    return service.connection.upper()


def check(service: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="use_before_assignment",
        title="Used before it is there",
        summary="Ann opens the connection, Bob uses it; nothing says who comes first.",
        actors=(Actor("Ann", connect), Actor("Bob", use)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "event",
                "Bob waits for an event that Ann sets when the connection is there.",
                (Actor("Ann", connect_and_say), Actor("Bob", use_when_ready)),
            ),
        ),
        fails=("exception",),
        lesson="Starting first is not being ready first.",
    )
