"""A Value that has a lock, and still loses updates."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Turnstile:
    def __init__(self, env: Env) -> None:
        self.visitors = env.Value("q", 0, name="visitors")


def setup(env: Env) -> Turnstile:
    return Turnstile(env)


def enter(turnstile: Turnstile) -> None:
    turnstile.visitors.value += 1


def enter_locked(turnstile: Turnstile) -> None:
    with turnstile.visitors.get_lock():
        turnstile.visitors.value += 1


def check(turnstile: Turnstile, runs: int) -> str | None:
    counted = turnstile.visitors.value
    return f"{runs} came in, but {counted} were counted" if counted != runs else None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="process_value",
        title="A Value with a lock of its own",
        summary="Every process adds 1 to a Value; reading and writing lock it, one after the other.",
        actors=everyone(names, enter),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "get_lock",
                "Hold the Value's lock over both, the reading and the writing.",
                everyone(names, enter_locked),
            ),
        ),
        fails=("invariant",),
        kind="processes",
        repeat=True,
        lesson="Two safe steps are not one safe step.",
    )
