"""Lost update, slowly: read, add, write as three steps, to be counted by hand."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 100
        self.interest = 10
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


def credit(account: Account) -> None:
    balance = account.balance
    balance = int(balance + account.interest)
    account.balance = int(balance)


def credit_locked(account: Account) -> None:
    with account.lock:
        balance = account.balance
        balance = int(balance + account.interest)
        account.balance = int(balance)


def check(account: Account, runs: int) -> str | None:
    expected = 100 + 10 * runs
    if account.balance != expected:
        return f"{runs} credits of 10 should give {expected}, but the balance is {account.balance}"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="read_add_write",
        title="Read, add, write",
        summary="Everybody credits the interest in three steps: read the balance, add, write it back.",
        actors=everyone(names, credit),
        setup=setup,
        check=check,
        guards=(Guard("lock", "One lock around all three steps.", everyone(names, credit_locked)),),
        fails=("invariant",),
        repeat=True,
        lesson="Of the 20 ways to interleave two times three steps only the two unmixed ones are right.",
    )
