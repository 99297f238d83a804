"""Transfer: money that is not conserved."""

from __future__ import annotations

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Bank:
    def __init__(self, env: Env) -> None:
        self.home = 100
        self.abroad = 100
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Bank:
    return env.share(Bank(env), "bank")


def change(balance: int, amount: int) -> int:
    return balance + amount


def send(bank: Bank, amount: int) -> None:
    bank.home = change(bank.home, -amount)
    bank.abroad = change(bank.abroad, amount)


def send_locked(bank: Bank, amount: int) -> None:
    with bank.lock:
        bank.home = change(bank.home, -amount)
        bank.abroad = change(bank.abroad, amount)


def check(bank: Bank, runs: int) -> str | None:
    total = bank.home + bank.abroad
    if total != 200:
        return f"there were 200 in both accounts together, now there are {total}"
    return None


def demo() -> Demo:
    return Demo(
        name="transfer",
        title="Transfer",
        summary="Ann sends 10 abroad while Bob sends 10 home; no money may appear or vanish.",
        actors=(Actor("Ann", send, (10,)), Actor("Bob", send, (-10,))),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "One lock around the whole transfer.",
                (Actor("Ann", send_locked, (10,)), Actor("Bob", send_locked, (-10,))),
            ),
        ),
        fails=("invariant",),
        repeat=True,
        lesson="What must stay true between two values needs one lock for both.",
    )
