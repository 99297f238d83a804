"""Lazy singleton among tasks: made twice while the first is still being made."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Client:
    def __init__(self, env: Env) -> None:
        self.connection: str | None = None
        self.opened = 0
        self.lock = env.Lock(name="lock")
        self.shake_hands = env.sleep


def setup(env: Env) -> Client:
    return env.share(Client(env), "client")


async def connect(client: Client) -> None:
    if client.connection is None:
        await client.shake_hands(0)
        client.opened += 1
        client.connection = "open"


async def connect_locked(client: Client) -> None:
    async with client.lock:
        await connect(client)


def check(client: Client, runs: int) -> str | None:
    return f"{client.opened} connections were opened instead of one" if client.opened > 1 else None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="task_singleton",
        title="Two of the only connection",
        summary="Whoever needs the connection first opens it; opening takes an await.",
        actors=everyone(names, connect),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock from looking to opening.", everyone(names, connect_locked)),),
        fails=("invariant",),
        kind="asyncio",
        lesson="While the first one is still being made, everybody else sees none.",
    )
