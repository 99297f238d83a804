"""asyncio: one connection for all, made twice."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Pool:
    def __init__(self, env: Env) -> None:
        self.connection: str | None = None
        self.lock = env.Lock(name="lock")
        self.sleep = env.sleep
        self.users = env.share({"Ann": "", "Bob": ""}, "users")


def setup(env: Env) -> Pool:
    return env.share(Pool(env), "pool")


async def connect(pool: Pool, who: str) -> str:
    await pool.sleep(0)
    return f"made by {who}"


async def use(pool: Pool, who: str) -> None:
    if pool.connection is None:
        pool.connection = await connect(pool, who)
    pool.users[who] = pool.connection


async def use_locked(pool: Pool, who: str) -> None:
    async with pool.lock:
        if pool.connection is None:
            pool.connection = await connect(pool, who)
    pool.users[who] = pool.connection


def check(pool: Any, runs: int) -> str | None:
    used = set(pool.users.values())
    if len(used) > 1:
        return f"there are two connections: {' and '.join(sorted(used))}"
    return None


def demo() -> Demo:
    return Demo(
        name="async_singleton",
        title="Lazy singleton across an await",
        summary="Ann and Bob share a connection; whoever finds none awaits a new one.",
        actors=(Actor("Ann", use, ("Ann",)), Actor("Bob", use, ("Bob",))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "An asyncio.Lock around look and connect.",
                (Actor("Ann", use_locked, ("Ann",)), Actor("Bob", use_locked, ("Bob",))),
            ),
        ),
        fails=("invariant",),
        kind="asyncio",
        lesson="While one task awaits its connection, the other still finds none.",
    )
