"""Self-deadlock: a lock taken twice by the same thread."""

from __future__ import annotations

from typing import Any

from gilrace.lab.demo import Demo, Env, Guard, everyone, people


class Diary:
    def __init__(self, lock: Any) -> None:
        self.lock = lock


def setup(env: Env) -> Diary:
    return Diary(env.Lock(name="diary"))


def setup_with_rlock(env: Env) -> Diary:
    return Diary(env.RLock(name="diary"))


def write(diary: Diary) -> None:
    with diary.lock:
        sign(diary)


def sign(diary: Diary) -> None:
    with diary.lock:
        pass


def write_and_sign(diary: Diary) -> None:
    with diary.lock:
        sign_held()


def sign_held() -> None:
    pass


def check(diary: Any, runs: int) -> str | None:
    return None


def demo(actors: int = 2) -> Demo:
    names = people(actors)
    return Demo(
        name="self_deadlock",
        title="Self-deadlock",
        summary="Writing takes the diary's lock, and so does signing, which writing calls.",
        actors=everyone(names, write),
        setup=setup,
        check=check,
        guards=(
            Guard(
                "rlock",
                "A lock that its holder may take again.",
                everyone(names, write),
                setup=setup_with_rlock,
                removes="no sharing with oneself",
            ),
            Guard(
                "split",
                "The inner function leaves the lock to its caller.",
                everyone(names, write_and_sign),
                removes="hold and wait",
            ),
        ),
        fails=("deadlock",),
        repeat=True,
        lesson="A plain lock does not know its holder: taking it again waits for oneself.",
    )
