"""`+=` alone: two steps in the language, one piece under a GIL."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Counter:
    def __init__(self, env: Env) -> None:
        self.value = 0
        self.lock = env.Lock(name="lock")


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
        name="lost_update_plus",
        title="Lost update with += alone",
        summary="Everybody adds 1 to the same counter with a plain +=.",
        actors=everyone(names, increment),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "One lock around the +=: read and write stay together.",
                everyone(names, increment_locked),
            ),
        ),
        fails=("invariant",),
        gil=False,
        repeat=True,
        lesson="A GIL build switches threads only at calls, loops and function entry, "
        "so this += is safe there by accident; without a GIL it is not.",
    )
