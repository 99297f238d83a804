"""Order violation: used before it is there."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Radio:
    def __init__(self, env: Env) -> None:
        self.station: str | None = None
        self.tuned = env.Event(name="tuned")


def setup(env: Env) -> Radio:
    return env.share(Radio(env), "radio")


def tune(radio: Radio) -> None:
    radio.station = "jazz"


def listen(radio: Radio) -> str:
    return "we hear " + radio.station  # type: ignore[operator]


def tune_and_tell(radio: Radio) -> None:
    radio.station = "jazz"
    radio.tuned.set()


def wait_and_listen(radio: Radio) -> str:
    radio.tuned.wait()
    return listen(radio)


def check(radio: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="order_violation",
        title="Used too early",
        summary="Ann tunes the radio, Bob listens; nothing says that Ann comes first.",
        actors=(Actor("Ann", tune), Actor("Bob", listen)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "event",
                "Bob waits until Ann says that the radio is tuned.",
                (Actor("Ann", tune_and_tell), Actor("Bob", wait_and_listen)),
            ),
        ),
        fails=("exception",),
        lesson="That it usually happens first is not a reason why it happens first.",
    )
