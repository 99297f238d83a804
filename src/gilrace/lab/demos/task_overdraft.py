"""Overdraft among tasks: looked before the await, paid after it."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 100
        self.lock = env.Lock(name="lock")
        self.ask_the_bank = env.sleep


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


async def withdraw(account: Account) -> None:
    if account.balance >= 100:
        await account.ask_the_bank(0)
        account.balance -= 100


async def withdraw_locked(account: Account) -> None:
    async with account.lock:
        await withdraw(account)


def check(account: Account, runs: int) -> str | None:
    if account.balance < 0:
        return f"the balance is {account.balance}, though everybody looked before paying out"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="task_overdraft",
        title="Overdraft between awaits",
        summary="Every task looks whether there are 100, awaits the bank's answer, and pays out 100.",
        actors=everyone(names, withdraw),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock from looking to paying.", everyone(names, withdraw_locked)),),
        fails=("invariant",),
        kind="asyncio",
        lesson="What was checked before an await must be checked again after it, or locked.",
    )
