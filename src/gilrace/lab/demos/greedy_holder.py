"""Starvation by a greedy holder: the lock is taken whenever somebody looks."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Printer:
    def __init__(self, env: Env) -> None:
        self.printed = False
        self.lock = env.Lock(name="printer")
        self.sleep = env.sleep


def setup(env: Env) -> Printer:
    return env.share(Printer(env), "printer state")


def print_pages() -> None:
    sum(range(20_000))


def hog(printer: Printer) -> None:
    while not printer.printed:
        with printer.lock:
            print_pages()


def poll(printer: Printer) -> None:
    while not printer.lock.acquire(blocking=False):
        printer.sleep(0.001)
    printer.printed = True
    printer.lock.release()


def use_once(printer: Printer) -> None:
    with printer.lock:
        pass


def wait_turn(printer: Printer) -> None:
    with printer.lock:
        printer.printed = True


def check(printer: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="greedy_holder",
        title="Greedy holder",
        summary="Ann takes the printer again and again until Bob has printed; Bob looks in now and then.",
        actors=(Actor("Ann", hog), Actor("Bob", poll)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "turns",
                "Ann uses it once and lets others have it; Bob waits for the lock instead of looking in.",
                (Actor("Ann", use_once), Actor("Bob", wait_turn)),
            ),
        ),
        fails=("starvation",),
        lesson="Who only looks now and then may always look at the wrong moment.",
    )
