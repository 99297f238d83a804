"""Processes: an account in shared memory, checked and then drawn on."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Bank:
    def __init__(self, env: Env) -> None:
        self.balance = env.Value("i", 100, name="balance")


def setup(env: Env) -> Bank:
    return Bank(env)


def withdraw(bank: Bank, amount: int) -> None:
    if bank.balance.value >= amount:
        bank.balance.value -= amount


def withdraw_locked(bank: Bank, amount: int) -> None:
    with bank.balance.get_lock():
        if bank.balance.value >= amount:
            bank.balance.value -= amount


def check(bank: Any, runs: int) -> str | None:
    if bank.balance.value < 0:
        return f"the balance is {bank.balance.value}, though everybody looked before paying out"
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="process_overdraft",
        title="Overdraft between processes",
        summary="Every process withdraws 100 from a shared account of 100, after looking.",
        actors=everyone(names, withdraw, 100),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "get_lock",
                "Hold the value's lock from the look to the payment.",
                everyone(names, withdraw_locked, 100),
            ),
        ),
        fails=("invariant",),
        kind="processes",
        lesson="A check across processes needs a lock across processes.",
    )
