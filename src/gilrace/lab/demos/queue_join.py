"""Queue and join: a task that is never called done."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Actor, Demo, Env, Guard


class Office:
    def __init__(self, env: Env) -> None:
        self.inbox = env.Queue(name="inbox")


def setup(env: Env) -> Office:
    return Office(env)


def ask(office: Office) -> None:
    office.inbox.put("letter")
    office.inbox.put("junk")
    office.inbox.join()


def work(office: Office) -> None:
    for _ in range(2):
        if office.inbox.get() == "junk":
            continue
        office.inbox.task_done()


def work_always_done(office: Office) -> None:
    for _ in range(2):
        try:
            if office.inbox.get() == "junk":
                continue
        finally:
            office.inbox.task_done()


def check(office: Any, runs: int) -> str | None:
    return None


def demo() -> Demo:
    return Demo(
        name="queue_join",
        title="Queue and join",
        summary="Ann files two letters and waits until both are done; Bob skips junk.",
        actors=(Actor("Ann", ask), Actor("Bob", work)),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "finally",
                "task_done() for every get(), whatever happens in between.",
                (Actor("Ann", ask), Actor("Bob", work_always_done)),
            ),
        ),
        fails=("deadlock",),
        repeat=True,
        lesson="join() counts task_done(), not empty queues.",
    )
