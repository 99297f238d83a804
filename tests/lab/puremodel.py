"""The random programs once more, as plain data: an immutable state and a function for each kind of step.

Written from what the standard library's tools promise, not from how the explorer models them; nothing of the
explorer is used. Interleavings are counted over the graph of states.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

Line = tuple[str, int]
NOBODY = -1


@dataclass(frozen=True)
class State:
    at: tuple[int, ...]  # of each actor, the step it does next
    seen: tuple[int, ...]  # of each actor, the value it read last
    locks: tuple[int, ...] = (NOBODY, NOBODY)  # who holds them
    monitor: int = NOBODY  # who holds the condition's lock
    asleep: tuple[int, ...] = ()  # at the condition, the longest first
    woken: frozenset[int] = frozenset()
    again: tuple[int, int] = (NOBODY, 0)  # who holds the reentrant lock, how often
    places: int = 1  # of the semaphore
    up: bool = False  # the event
    box: tuple[int, ...] = ()  # the queue, with room for one
    numbers: tuple[int, int] = (0, 0)


Step = tuple[str, int, int]  # what, with which, and how far to go on when it did not work out
Moved = tuple[State, int] | None  # how far to go on; None: it has to wait


def lines(n: int) -> dict[str, list[Step]]:
    """What each line does, one step at a time."""
    read, write, release = ("read", n, 1), ("write the next", n, 1), ("release", n, 1)
    enter, leave = ("enter", 0, 1), ("leave", 0, 1)
    wait = [("sleep", 0, 1), ("wake", 0, 1)]
    either = [("try", n, 2), ("release", n, 2)]  # gives back, then past what is done in vain
    return {
        "read": [read],
        "write": [("write", n, 3)],
        "add": [read, write],
        "locked": [("acquire", n, 1), read, write, release],
        "nested": [("acquire", n, 1), ("acquire", 1 - n, 1), ("release", 1 - n, 1), release],
        "try": [*either, ("write", n, 7)],
        "timed": [*either, ("write", n, 9)],
        "wait": [enter, *(wait if n else [("sleep", 0, 1), ("wake in time", 0, 1)]), leave],
        "notify": [enter, ("notify" if n else "notify all", 0, 1), leave],
        "checked wait": [enter, ("read to see", n, 3), *wait, leave],
        "rlock": [("again", 0, 1), ("again", 0, 1), ("write", n, 5), ("undo", 0, 1), ("undo", 0, 1)],
        "semaphore": [("come in", 0, 1), read, write, ("go out", 0, 1)],
        "set": [("set", 0, 1)],
        "event wait": [("await" if n else "look", 0, 1)],
        "put": [("put", n, 1)],
        "get": [("get", 0, 1), ("write what was got", n, 1)],
    }


LINES = tuple(lines(0))


def changed(values: tuple[int, ...], n: int, value: int) -> tuple[Any, ...]:
    return (*values[:n], value, *values[n + 1 :])


def wrote(s: State, n: int, value: int) -> Moved:
    return replace(s, numbers=changed(s.numbers, n, value)), 1


def read(s: State, me: int, n: int, _: int) -> Moved:
    return replace(s, seen=changed(s.seen, me, s.numbers[n])), 1


def read_to_see(s: State, me: int, n: int, skip: int) -> Moved:
    return s, skip if s.numbers[n] else 1


def acquire(s: State, me: int, n: int, _: int) -> Moved:
    return (replace(s, locks=changed(s.locks, n, me)), 1) if s.locks[n] == NOBODY else None


def attempt(s: State, me: int, n: int, skip: int) -> Moved:
    return acquire(s, me, n, 1) or (s, skip)


def release(s: State, me: int, n: int, skip: int) -> Moved:
    return replace(s, locks=changed(s.locks, n, NOBODY)), skip


def enter(s: State, me: int, n: int, _: int) -> Moved:
    return (replace(s, monitor=me), 1) if s.monitor == NOBODY else None


def leave(s: State, me: int, n: int, _: int) -> Moved:
    return replace(s, monitor=NOBODY), 1


def sleep(s: State, me: int, n: int, _: int) -> Moved:
    return replace(s, monitor=NOBODY, asleep=(*s.asleep, me)), 1


def wake(s: State, me: int, n: int, _: int, *, in_time: bool = False) -> Moved:
    if s.monitor != NOBODY or (me not in s.woken and not in_time):
        return None
    asleep = tuple(one for one in s.asleep if one != me)
    return replace(s, monitor=me, asleep=asleep, woken=s.woken - {me}), 1


def notify(s: State, me: int, n: int, _: int, *, most: int = 1) -> Moved:
    return replace(s, asleep=s.asleep[most:], woken=s.woken | set(s.asleep[:most])), 1


def again(s: State, me: int, n: int, _: int) -> Moved:
    owner, depth = s.again
    return (replace(s, again=(me, depth + 1)), 1) if owner in (NOBODY, me) else None


def undo(s: State, me: int, n: int, _: int) -> Moved:
    depth = s.again[1] - 1
    return replace(s, again=(me, depth) if depth else (NOBODY, 0)), 1


def get(s: State, me: int, n: int, _: int) -> Moved:
    return (replace(s, box=s.box[1:], seen=changed(s.seen, me, s.box[0])), 1) if s.box else None


DO: dict[str, Callable[[State, int, int, int], Moved]] = {
    "read": read,
    "read to see": read_to_see,
    "write": lambda s, me, n, value: wrote(s, n, value),
    "write the next": lambda s, me, n, _: wrote(s, n, s.seen[me] + 1),
    "write what was got": lambda s, me, n, _: wrote(s, n, s.seen[me]),
    "acquire": acquire,
    "try": attempt,
    "release": release,
    "enter": enter,
    "leave": leave,
    "sleep": sleep,
    "wake": wake,
    "wake in time": lambda s, me, n, _: wake(s, me, n, 1, in_time=True),
    "notify": notify,
    "notify all": lambda s, me, n, _: notify(s, me, n, 1, most=len(s.asleep)),
    "again": again,
    "undo": undo,
    "come in": lambda s, me, n, _: (replace(s, places=s.places - 1), 1) if s.places else None,
    "go out": lambda s, me, n, _: (replace(s, places=s.places + 1), 1),
    "set": lambda s, me, n, _: (replace(s, up=True), 1),
    "await": lambda s, me, n, _: (s, 1) if s.up else None,
    "look": lambda s, me, n, _: (s, 1),
    "put": lambda s, me, n, _: (replace(s, box=(*s.box, n)), 1) if not s.box else None,
    "get": get,
}


def size(bodies: list[list[Line]]) -> int:
    """Steps of all actors together, at most."""
    return sum(len(lines(n)[name]) for body in bodies for name, n in body)


def count(bodies: list[list[Line]]) -> tuple[int, int, int]:
    """All interleavings; those that end with the numbers equal and not zero; those that get stuck."""
    programs = [[step for name, n in body for step in lines(n)[name]] for body in bodies]

    def after(state: State, me: int) -> State | None:
        if state.at[me] == len(programs[me]):
            return None
        what, n, extra = programs[me][state.at[me]]
        moved = DO[what](state, me, n, extra)
        return replace(moved[0], at=changed(state.at, me, state.at[me] + moved[1])) if moved else None

    @cache
    def ends(state: State) -> tuple[int, int, int]:
        following = [ends(one) for me in range(len(programs)) if (one := after(state, me)) is not None]
        if following:
            total, equal, stuck = map(sum, zip(*following, strict=True))
            return total, equal, stuck
        if state.at != tuple(map(len, programs)):
            return 1, 0, 1
        one, other = state.numbers
        return 1, int(one == other != 0), 0

    return ends(State((0,) * len(bodies), (0,) * len(bodies)))
