"""asyncio: look, await the bank, pay. The look is out of date."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 100
        self.lock = env.Lock(name="lock")
        self.sleep = env.sleep


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


async def withdraw(account: Account, amount: int) -> None:
    if account.balance >= amount:
        await account.sleep(0)
        account.balance -= amount


async def withdraw_locked(account: Account, amount: int) -> None:
    async with account.lock:
        if account.balance >= amount:
            await account.sleep(0)
            account.balance -= amount


async def withdraw_claiming(account: Account, amount: int) -> None:
    if account.balance >= amount:
        account.balance -= amount
        await account.sleep(0)


def check(account: Any, runs: int) -> str | None:
    if account.balance < 0:
        return f"the balance is {account.balance}, though everybody looked before paying out"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="async_overdraft",
        title="Overdraft across an await",
        summary="Every task looks whether there is enough, awaits the bank, and pays.",
        actors=everyone(names, withdraw, 100),
        setup=setup,
        check=check,
        guards=(
            Guard("lock", "An asyncio.Lock around look and pay.", everyone(names, withdraw_locked, 100)),
            Guard(
                "atomic",
                "Claim the money at once, await afterwards.",
                everyone(names, withdraw_claiming, 100),
            ),
        ),
        fails=("invariant",),
        kind="asyncio",
        lesson="Act on what you saw before you await.",
    )
