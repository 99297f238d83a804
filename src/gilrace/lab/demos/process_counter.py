"""Lost update among processes: a number in shared memory without a lock."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Turnstile:
    def __init__(self, env: Env) -> None:
        self.visitors = env.RawValue("q", 0, name="visitors")
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Turnstile:
    return Turnstile(env)


def enter(turnstile: Turnstile) -> None:
    turnstile.visitors.value += 1


def enter_locked(turnstile: Turnstile) -> None:
    with turnstile.lock:
        turnstile.visitors.value += 1


def check(turnstile: Turnstile, runs: int) -> str | None:
    counted = turnstile.visitors.value
    return f"{runs} came in, but {counted} were counted" if counted != runs else None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="process_counter",
        title="Lost update between processes",
        summary="Every process adds 1 to the same number in shared memory.",
        actors=everyone(names, enter),
        setup=setup,
        check=check,
        guards=(Guard("lock", "A lock that processes share.", everyone(names, enter_locked)),),
        fails=("invariant",),
        kind="processes",
        repeat=True,
        lesson="No GIL spans two processes: they really are inside at the same time.",
    )
