"""Lazy singleton: two come first."""

from __future__ import annotations

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Office:
    def __init__(self, env: Env) -> None:
        self.printer: str | None = None
        self.bought = 0
        self.lock = env.Lock(name="lock")


def setup(env: Env) -> Office:
    return env.share(Office(env), "office")


def buy(office: Office) -> str:
    office.bought += 1
    return "printer"


def get_printer(office: Office) -> None:
    if office.printer is None:
        office.printer = buy(office)


def get_printer_locked(office: Office) -> None:
    with office.lock:
        get_printer(office)


def check(office: Office, runs: int) -> str | None:
    return f"{office.bought} printers were bought for one office" if office.bought > 1 else None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="singleton",
        title="Two of the only one",
        summary="Whoever needs the printer first buys it; everybody looks whether there is one.",
        actors=everyone(names, get_printer),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "lock",
                "Look and buy under one lock.",
                everyone(names, get_printer_locked),
            ),
        ),
        fails=("invariant",),
        lesson="Made on first use means made by the first; make sure there is only one first.",
    )
