"""Lazy singleton: made once, or twice."""

from __future__ import annotations

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Registry:
    def __init__(self, env: Env) -> None:
        self.settings: str | None = None
        self.lock = env.Lock(name="lock")
        self.users = env.share({"Ann": "", "Bob": ""}, "users")


def setup(env: Env) -> Registry:
    return env.share(Registry(env), "registry")


def load(who: str) -> str:
    return f"loaded by {who}"


def use(registry: Registry, who: str) -> None:
    if registry.settings is None:
        registry.settings = load(who)
    registry.users[who] = registry.settings


def use_locked(registry: Registry, who: str) -> None:
    with registry.lock:
        if registry.settings is None:
            registry.settings = load(who)
    registry.users[who] = registry.settings


def use_checked_twice(registry: Registry, who: str) -> None:
    if registry.settings is None:
        with registry.lock:
            if registry.settings is None:
                registry.settings = load(who)
    registry.users[who] = registry.settings


def check(registry: Registry, runs: int) -> str | None:
    used = set(registry.users.values())
    if len(used) > 1:
        return f"there are two of what should be one: {' and '.join(sorted(used))}"
    return None


def demo() -> Demo:
    return Demo(
        name="lazy_singleton",
        title="Lazy singleton",
        summary="Ann and Bob use the settings; whoever comes first loads them.",
        actors=(Actor("Ann", use, ("Ann",)), Actor("Bob", use, ("Bob",))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "One lock around look and load.",
                (Actor("Ann", use_locked, ("Ann",)), Actor("Bob", use_locked, ("Bob",))),
            ),
            Guard(
                "double_check",
                "Look, and only when it seems missing take the lock and look again.",
                (Actor("Ann", use_checked_twice, ("Ann",)), Actor("Bob", use_checked_twice, ("Bob",))),
            ),
        ),
        fails=("invariant",),
        lesson="Both may find nothing and both may make one.",
    )
