"""Lost update through a property: an innocent += that calls two functions."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Counter:
    def __init__(self, env: Env) -> None:
        self.count = 0
        self.lock = env.Lock(name="lock")

    @property
    def value(self) -> int:
        return self.count

    @value.setter
    def value(self, value: int) -> None:
        self.count = value


def setup(env: Env) -> Counter:
    return env.share(Counter(env), "counter")


def increment(counter: Counter) -> None:
    counter.value += 1


def increment_locked(counter: Counter) -> None:
    with counter.lock:
        counter.value += 1


def check(counter: Counter, runs: int) -> str | None:
    if counter.value != runs:
        return f"{runs} increments were made, but the counter shows {counter.value}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="lost_update_property",
        title="Lost update through a property",
        summary="Everybody adds 1 to a counter whose value is a property.",
        actors=everyone(names, increment),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock around getting and setting.", everyone(names, increment_locked)),),
        fails=("invariant",),
        repeat=True,
        lesson="A property is two function calls, and a switch can happen at each.",
    )
