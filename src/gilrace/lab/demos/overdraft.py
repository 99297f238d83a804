"""Overdraft: check, then act, with the check already out of date."""

from __future__ import annotations

from gilrace.lab.demo import Actor, Demo, Env, Guard, everyone, people


class Account:
    def __init__(self, env: Env) -> None:
        self.balance = 100
        self.lock = env.Lock(name="lock")


class Desk(Account):
    def __init__(self, env: Env) -> None:
        super().__init__(env)
        self.requests = env.Queue(name="requests")


def setup(env: Env) -> Account:
    return env.share(Account(env), "account")


def setup_desk(env: Env) -> Desk:
    return env.share(Desk(env), "account")


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


def ask(desk: Desk, amount: int) -> None:
    desk.requests.put(amount)


def withdraw_and_serve(desk: Desk, amount: int, others: int) -> None:
    withdraw(desk, amount)
    for _ in range(others):
        withdraw(desk, desk.requests.get())


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
            Guard(
                "queue",
                "A queue instead of shared state: only the first one touches the account, all others "
                "send what they ask for.",
                (
                    Actor(names[0], withdraw_and_serve, (100, actors - 1)),
                    *everyone(names[1:], ask, 100),
                ),
                setup=setup_desk,
            ),
        ),
        fails=("invariant",),
        lesson="Between a check and what follows from it, somebody else may act.",
    )
