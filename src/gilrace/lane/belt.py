"""A belt: the bounded queue between two stages of a pipeline, for threads and event loops alike.

Who puts waits while it is full, who takes waits while it is empty: that is back-pressure, and it is counted.
Once it is broken nobody waits at it any more, so a pipeline that fails cannot hang.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Any, Final, Protocol


class BrokenBelt(Exception):  # noqa: N818 - it ends a hand's work and is never shown
    """Another part of the pipeline failed: stop."""


class Sign(Enum):
    """What there is instead of a thing."""

    EMPTY = "nothing yet"
    END = "nothing any more"


EMPTY: Final = Sign.EMPTY
END: Final = Sign.END
Listener = Callable[[], None]


class Inlet(Protocol):
    """What a stage takes from."""

    def take(self) -> Any:
        """The next thing, waiting for it; `END` when there is none any more. Raises BrokenBelt."""
        ...

    def try_take(self) -> Any:
        """The same without waiting: `EMPTY` while there is nothing."""
        ...

    def listen(self, listener: Listener) -> None:
        """Call it, in any thread, whenever taking may have become possible."""
        ...


class Belt:
    """At most ``room`` things between one stage and the next, in order."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.waiting_to_put = 0
        self.waiting_to_take = 0
        self._things: deque[Any] = deque()
        self._lock = threading.Lock()
        self._filled = threading.Condition(self._lock)
        self._freed = threading.Condition(self._lock)
        self._ended = self._broken = False
        self._on_filled: list[Listener] = []
        self._on_freed: list[Listener] = []

    def __len__(self) -> int:
        return len(self._things)

    def listen(self, listener: Listener) -> None:
        """Call it, in any thread, whenever taking may have become possible."""
        self._on_filled.append(listener)

    def listen_for_room(self, listener: Listener) -> None:
        """Call it, in any thread, whenever putting may have become possible."""
        self._on_freed.append(listener)

    def put(self, thing: Any) -> None:
        """Waits while the belt is full. Raises BrokenBelt."""
        with self._lock:
            self.waiting_to_put += 1
            while len(self._things) >= self.room and not self._broken:
                self._freed.wait()
            self.waiting_to_put -= 1
            self._add(thing)
        self._tell(self._on_filled)

    def try_put(self, thing: Any) -> bool:
        """False while the belt is full. Raises BrokenBelt."""
        with self._lock:
            if len(self._things) >= self.room and not self._broken:
                return False
            self._add(thing)
        self._tell(self._on_filled)
        return True

    def take(self) -> Any:
        """The next thing, waiting for it; `END` when there is none any more. Raises BrokenBelt."""
        with self._lock:
            self.waiting_to_take += 1
            while not (self._things or self._ended or self._broken):
                self._filled.wait()
            self.waiting_to_take -= 1
            thing = self._next()
        self._tell(self._on_freed)
        return thing

    def try_take(self) -> Any:
        """The same without waiting: `EMPTY` while there is nothing."""
        with self._lock:
            thing = self._next()
        if thing is not EMPTY:
            self._tell(self._on_freed)
        return thing

    def count(self, *, to_put: int = 0, to_take: int = 0) -> None:
        """So many more wait here in a way of their own, as tasks do."""
        with self._lock:
            self.waiting_to_put += to_put
            self.waiting_to_take += to_take

    def end(self) -> None:
        """Nothing more will be put."""
        self._finally(ended=True)

    def breaks(self) -> None:
        """Whoever waits here or comes here stops."""
        self._finally(broken=True)

    def _add(self, thing: Any) -> None:
        if self._broken:
            raise BrokenBelt
        self._things.append(thing)
        self._filled.notify()

    def _next(self) -> Any:
        if self._broken:
            raise BrokenBelt
        if self._things:
            self._freed.notify()
            return self._things.popleft()
        return END if self._ended else EMPTY

    def _finally(self, *, ended: bool = False, broken: bool = False) -> None:
        with self._lock:
            self._ended |= ended
            self._broken |= broken
            self._filled.notify_all()
            self._freed.notify_all()
        self._tell(self._on_filled)
        self._tell(self._on_freed)

    @staticmethod
    def _tell(listeners: list[Listener]) -> None:
        for listener in listeners:
            listener()


class Supply:
    """What the first stage takes from: everything is there from the start."""

    def __init__(self, things: Any) -> None:
        self._things = iter(things)
        self._lock = threading.Lock()
        self._broken = False

    def take(self) -> Any:
        """The next thing, or `END`. Raises BrokenBelt."""
        with self._lock:
            if self._broken:
                raise BrokenBelt
            return next(self._things, END)

    try_take = take

    def listen(self, listener: Listener) -> None:
        """Taking never has to wait here."""

    def breaks(self) -> None:
        """Whoever comes here stops."""
        self._broken = True
