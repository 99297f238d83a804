"""One counter for all: added to without care, behind a lock, once at the end, or by messages to its owner.

The lane host compares the counter with what was added after the clock has stopped; a lane that lost
something has no result.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from queue import SimpleQueue
from typing import Any

from gilrace.errors import LaneError
from gilrace.lane.work import Workload

SPEC = Workload(
    name="counter",
    summary="Add to a counter that all workers share.",
    kind="cpu",
    settings={"how": "lock", "adds": 2_000},
    default_items=200,
)

_lock = threading.Lock()
_messages: SimpleQueue[int] = SimpleQueue()
_total = 0
_workers = 0
_owner: threading.Thread | None = None


def call(item: int, how: str = "lock", adds: int = 2_000) -> tuple[int, int]:
    """Add 1 to the counter ``adds`` times, in the way ``how`` names; the item and what it added.

    Raises KeyError for a way that is not in `WAYS`.
    """
    WAYS[how](adds)
    return item, adds


def _plus_one(value: int) -> int:
    return value + 1


def _carelessly(adds: int) -> None:
    """Read, add, write: another thread may have written in between."""
    global _total  # noqa: PLW0603 - the counter that all share
    for _ in range(adds):
        value = _total
        value = _plus_one(value)
        _total = value


def _with_lock(adds: int) -> None:
    global _total  # noqa: PLW0603
    for _ in range(adds):
        with _lock:
            value = _total
            value = _plus_one(value)
            _total = value


def _with_one_lock(adds: int) -> None:
    """Add up in private and take the lock once."""
    global _total  # noqa: PLW0603
    own = 0
    for _ in range(adds):
        own = _plus_one(own)
    with _lock:
        _total += own


def _by_message(adds: int) -> None:
    for _ in range(adds):
        _messages.put(1)


WAYS: dict[str, Callable[[int], None]] = {
    "unguarded": _carelessly,
    "lock": _with_lock,
    "lock_once": _with_one_lock,
    "queue": _by_message,
}


def setup(how: str = "lock", adds: int = 2_000) -> None:
    """The first worker starts the counter's owner, where messages are sent."""
    global _workers, _owner  # noqa: PLW0603
    with _lock:
        _workers += 1
        if how == "queue" and _owner is None:
            _owner = threading.Thread(target=_own, name="owner of the counter")
            _owner.start()


def teardown() -> None:
    """The last worker waits until the owner has read every message."""
    global _workers, _owner  # noqa: PLW0603
    with _lock:
        _workers -= 1
        last, owner = _workers == 0, _owner
        if last:
            _owner = None
    if last and owner is not None:
        _messages.put(0)
        owner.join()


def _own() -> None:
    global _total  # noqa: PLW0603
    while message := _messages.get():
        _total += message


def finish(results: Sequence[Any], settings: Mapping[str, Any]) -> None:
    """Compare the counter with what was added. Raises LaneError."""
    wanted = len(results) * int(settings["adds"])
    if _total != wanted:
        raise LaneError(
            f"the counter says {_total} after {wanted} additions: {wanted - _total} were lost",
            advice="Threads need a lock or one owner; processes do not share a variable at all.",
        )
