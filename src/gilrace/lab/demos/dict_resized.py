"""A dictionary resized while somebody walks through it."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Shop:
    def __init__(self, env: Env) -> None:
        self.stock = env.share({"apple": 3, "fig": 5}, "stock")
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Shop:
    return Shop(env)


def note(name: str, notes: list[str]) -> None:
    notes.append(name)


def take_stock(shop: Shop) -> None:
    notes: list[str] = []
    for name in shop.stock:
        note(name, notes)


def take_stock_locked(shop: Shop) -> None:
    notes: list[str] = []
    with shop.lock:
        for name in shop.stock:
            note(name, notes)


def take_stock_of_a_copy(shop: Shop) -> None:
    notes: list[str] = []
    for name in shop.stock.copy():
        note(name, notes)


def deliver(shop: Shop) -> None:
    shop.stock["pear"] = 7


def deliver_locked(shop: Shop) -> None:
    with shop.lock:
        shop.stock["pear"] = 7


def check(shop: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="dict_resized",
        title="Dictionary resized",
        summary="Ann walks through the stock while Bob delivers something new.",
        actors=(Actor("Ann", take_stock), Actor("Bob", deliver)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "Both take the lock: nothing is delivered during a walk.",
                (Actor("Ann", take_stock_locked), Actor("Bob", deliver_locked)),
            ),
            Guard(
                "copy",
                "Ann walks through a copy, which is made in one piece.",
                (Actor("Ann", take_stock_of_a_copy), Actor("Bob", deliver)),
            ),
        ),
        fails=("exception",),
        lesson="Walking through a container needs it to stay as it is.",
    )
