"""Overdraft: check, then act, with the check already out of date."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 100
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


def enough(balance: int, amount: int) -> bool:
    return balance >= amount


def pay(amount: int) -> int:
    return amount


def withdraw(account: Account, amount: int) -> None:
    if enough(account.balance, amount):
        paid = pay(amount)
        account.balance -= paid


def withdraw_locked(account: Account, amount: int) -> None:
    with account.lock:
        if enough(account.balance, amount):
            paid = pay(amount)
            account.balance -= paid


def check(account: Account, runs: int) -> str | None:
    if account.balance < 0:
        return f"the balance is {account.balance}, though everybody looked before paying out"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="overdraft",
        title="Overdraft",
        summary="Everybody withdraws 100 from an account of 100, after looking whether there is enough.",
        actors=everyone(names, withdraw, 100),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "One lock around look and pay: what was seen stays true.",
                everyone(names, withdraw_locked, 100),
            ),
        ),
        fails=("invariant",),
        lesson="Between a check and what follows from it, somebody else may act.",
    )
