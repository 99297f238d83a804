"""Lost update: read, add, write, with room between for somebody else."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 0
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


def add(balance: int, amount: int) -> int:
    return balance + amount


def deposit(account: Account) -> int:
    balance = account.balance
    account.balance = add(balance, 1)
    return balance


def deposit_locked(account: Account) -> int:
    with account.lock:
        balance = account.balance
        account.balance = add(balance, 1)
    return balance


def check(account: Account, runs: int) -> str | None:
    if account.balance != runs:
        return f"{runs} deposits of 1 were made, but the balance is {account.balance}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="lost_update",
        title="Lost update",
        summary="Everybody deposits 1 into the same account: read the balance, add, write it back.",
        actors=everyone(names, deposit),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "One lock around read and write: nobody can come between.",
                everyone(names, deposit_locked),
            ),
        ),
        fails=("invariant",),
        repeat=True,
        unique="balance read",
        lesson="Whoever writes a value read earlier overwrites what others wrote in between.",
    )
