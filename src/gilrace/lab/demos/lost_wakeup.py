"""Lost wake-up: the call comes before anybody listens."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Mailbox:
    def __init__(self, env: Env) -> None:
        self.full = False
        self.bell = env.Condition(name="bell")
        self.flag = env.Event(name="flag")


def setup(env: Env) -> Mailbox:
    return env.share(Mailbox(env), "mailbox")


def deliver(mailbox: Mailbox) -> None:
    mailbox.full = True
    with mailbox.bell:
        mailbox.bell.notify()


def fetch(mailbox: Mailbox) -> None:
    if not mailbox.full:
        with mailbox.bell:
            mailbox.bell.wait()


def deliver_inside(mailbox: Mailbox) -> None:
    with mailbox.bell:
        mailbox.full = True
        mailbox.bell.notify()


def fetch_inside(mailbox: Mailbox) -> None:
    with mailbox.bell:
        while not mailbox.full:
            mailbox.bell.wait()


def raise_flag(mailbox: Mailbox) -> None:
    mailbox.full = True
    mailbox.flag.set()


def watch_flag(mailbox: Mailbox) -> None:
    mailbox.flag.wait()


def check(mailbox: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="lost_wakeup",
        title="Lost wake-up",
        summary="Ann delivers and rings; Bob looks into the mailbox and, if it is empty, waits for the bell.",
        actors=(Actor("Ann", deliver), Actor("Bob", fetch)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "condition",
                "Look and wait under the condition's lock, and look again after waking.",
                (Actor("Ann", deliver_inside), Actor("Bob", fetch_inside)),
            ),
            Guard(
                "event",
                "An event stays set: it cannot be missed.",
                (Actor("Ann", raise_flag), Actor("Bob", watch_flag)),
            ),
        ),
        fails=("lost wake-up",),
        lesson="A condition forgets: a notify that nobody waits for is gone.",
    )
