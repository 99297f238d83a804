"""Overdraft among processes."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = env.RawValue("q", 100, name="balance")
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Account:
    return Account(env)


def withdraw(account: Account) -> None:
    if account.balance.value >= 100:
        account.balance.value -= 100


def withdraw_locked(account: Account) -> None:
    with account.lock:
        withdraw(account)


def check(account: Account, runs: int) -> str | None:
    balance = account.balance.value
    return f"the balance is {balance}, though everybody looked before paying out" if balance < 0 else None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="process_overdraft",
        title="Overdraft between processes",
        summary="Every process withdraws 100 from an account of 100, after looking whether there is enough.",
        actors=everyone(names, withdraw),
        setup=setup,
        check=check,
        guards=(Guard("lock", "A shared lock around look and pay.", everyone(names, withdraw_locked)),),
        fails=("invariant",),
        kind="processes",
        lesson="Between a check and what follows from it, another process may act.",
    )
