"""The programs of the design's table that are not shipped as demos."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, everyone, people


class Counter:
    def __init__(self) -> None:
        self.value = 0
        self.one = 1
        self.last = ""


def setup(env: Env) -> Counter:
    return env.share(Counter(), "counter")


def four_steps(counter: Counter) -> None:
    value = counter.value
    value += counter.one
    counter.value = value
    _ = counter.one


def three_rounds(counter: Counter) -> None:
    for _ in range(3):
        counter.value += 1


def counting(name: str, body: Any, actors: int, each: int) -> Demo:
    def check(counter: Counter, runs: int) -> str | None:
        return None if counter.value == runs * each else f"{counter.value} of {runs * each}"

    return Demo(name, name, name, everyone(people(actors), body), setup, check, (), ("invariant",))
