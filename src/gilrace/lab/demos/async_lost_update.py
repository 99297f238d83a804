"""asyncio: read, await, write. One thread is no protection where there is an await."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 0
        self.lock = env.Lock(name="lock")
        self.sleep = env.sleep


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


async def deposit(account: Account) -> int:
    balance = account.balance
    await account.sleep(0)
    account.balance = balance + 1
    return balance


async def deposit_locked(account: Account) -> int:
    async with account.lock:
        balance = account.balance
        await account.sleep(0)
        account.balance = balance + 1
    return balance


async def deposit_in_one_piece(account: Account) -> int:
    await account.sleep(0)
    balance = account.balance
    account.balance = balance + 1
    return balance


def check(account: Any, runs: int) -> str | None:
    if account.balance != runs:
        return f"{runs} deposits of 1 were made, but the balance is {account.balance}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="async_lost_update",
        title="Lost update across an await",
        summary="Every task reads the balance, awaits something, and writes the balance plus 1.",
        actors=everyone(names, deposit),
        setup=setup,
        check=check,
        guards=(
            Guard("lock", "An asyncio.Lock held across the await.", everyone(names, deposit_locked)),
            Guard(
                "no_await",
                "Nothing is awaited between reading and writing.",
                everyone(names, deposit_in_one_piece),
            ),
        ),
        fails=("invariant",),
        kind="asyncio",
        repeat=True,
        unique="balance read",
        lesson="Every await is a place where everything else may change.",
    )
