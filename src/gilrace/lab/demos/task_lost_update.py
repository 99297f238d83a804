"""Lost update among tasks: an await between reading and writing."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 0
        self.lock = env.Lock(name="lock")
        self.ask_the_bank = env.sleep


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


async def deposit(account: Account) -> int:
    balance = account.balance
    await account.ask_the_bank(0)
    account.balance = balance + 1
    return balance


async def deposit_locked(account: Account) -> int:
    async with account.lock:
        return await deposit(account)


async def deposit_in_one_piece(account: Account) -> int:
    await account.ask_the_bank(0)
    balance = account.balance
    account.balance = balance + 1
    return balance


def check(account: Account, runs: int) -> str | None:
    if account.balance != runs:
        return f"{runs} deposits of 1 were made, but the balance is {account.balance}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="task_lost_update",
        title="Lost update between awaits",
        summary="Every task reads the balance, awaits the bank's answer, and writes the balance back.",
        actors=everyone(names, deposit),
        setup=setup,
        check=check,
        guards=(
            Guard("lock", "One lock from reading to writing.", everyone(names, deposit_locked)),
            Guard(
                "no await",
                "Await first, then read and write without an await in between: no other task can run there.",
                everyone(names, deposit_in_one_piece),
            ),
        ),
        fails=("invariant",),
        kind="asyncio",
        repeat=True,
        unique="balance read",
        lesson="One thread is not one piece: at every await the world may change.",
    )
