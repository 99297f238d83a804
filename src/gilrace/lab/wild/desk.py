"""The desk: where the tools of a demo say who holds them and who waits, as they are used.

An actor publishes a wait before it blocks and takes it back *before* it becomes the holder; a holder is
taken back before the real release. So whatever the table shows twice with the same sequence number was
so all the time in between.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import get_ident
from time import perf_counter_ns, sleep
from typing import Any, Protocol

from gilrace.errors import InputError
from gilrace.lab.wild import table as at
from gilrace.lab.wild.table import Table

OUTSIDE = -1
Real = Any  # a lock of the standard library
HESITATE_EVERY = 4
HESITATION_S = 1e-6
LET_GO_NS = 200_000_000  # how long to wait for a victim to be gone before the next is called off
LOOK_S = 1e-4


class CalledOff(BaseException):
    """Raised inside an actor whose wait was chosen to end, so that others can go on."""


class Tool(Protocol):
    """What can be waited for and called off."""

    def call_off(self, actor: int) -> None: ...


class Desk:
    """Publishes into the table on behalf of whoever is running."""

    def __init__(self, table: Table, told: Callable[[int, str, str, bool], None]) -> None:
        self.table = table
        self.words = table.words
        self.threads: dict[int, int] = {}
        self.who: Callable[[], int] = self._by_thread
        self.called_off: int | None = None
        self.tools: list[Tool] = []
        self.room = at.TOOLS_AT_MOST
        self._names: dict[tuple[str, str], int] = {}
        self._told = told
        self.hesitant = False
        self._bodies = [-1] * at.ACTORS_AT_MOST
        self.forks_actors = False
        os.register_at_fork(after_in_child=self._forked)

    def _by_thread(self) -> int:
        return self.threads.get(get_ident(), OUTSIDE)

    def _forked(self) -> None:
        """A process that a body forked takes no part: what its copies of locks do is not published."""
        if not self.forks_actors:
            self.words = memoryview(bytearray(self.words)).cast("q")

    def clear(self) -> None:
        """Forget the tools of the worlds before; sequences go on, so no old wait is taken for a new one."""
        for place in range(at.TOOLS_AT, at.TOOLS_AT + 2 * len(self.tools), 2):
            self.words[place] = 0
        self.tools = []
        self.words[at.EPOCH] += 1

    def line_up(self, actors: int) -> None:
        """All of them take part from now on, also those who have not started yet."""
        for actor in range(actors):
            self.words[at.actor_at(actor) + at.PID] = 0
            self.words[at.actor_at(actor) + at.WORLD] = 0
            self.words[at.actor_at(actor) + at.ENTRY] = 0
            self.words[at.actor_at(actor) + at.STATE] = at.RUNNING

    def enter(self, actor: int, pid: int, tid: int, ident: int = 0) -> None:
        """An actor starts; called by itself."""
        block = at.actor_at(actor)
        self.words[block + at.PID], self.words[block + at.TID] = pid, tid
        self.words[block + at.IDENT] = ident
        self.words[block + at.SEQUENCE] += 1
        self.words[block + at.WAITS] = 0
        self.words[block + at.STATE] = at.RUNNING

    def leave(self, actor: int, state: int = at.OVER) -> None:
        """An actor has ended, or died."""
        self.words[at.actor_at(actor) + at.STATE] = state

    def name(self, name: str, phrase: str, signal: bool) -> int:
        """The number of a name; new ones are told. ``signal`` tools wake whoever waits."""
        key = (name, phrase)
        if key not in self._names:
            if len(self._names) >= at.NAMES_AT_MOST:
                raise InputError(f"more than {at.NAMES_AT_MOST} names for locks", advice="name them alike")
            self._names[key] = len(self._names)
            self._told(self._names[key], name, phrase, signal)
        return self._names[key]

    def register(self, tool: Tool, name: str, phrase: str = "waits for", signal: bool = False) -> int:
        """A place for a tool; its index."""
        index = len(self.tools)
        if index >= self.room:
            raise InputError(f"more than {self.room} locks at once", advice="make fewer of them in setup()")
        self.tools.append(tool)
        place = at.tool_at(index)
        self.words[place + at.HOLDER] = 0
        self.words[place + at.NAME] = self.name(name, phrase, signal)
        return index

    def begin(self, actor: int, tool: int, timeout: float | None) -> None:
        """The actor is about to block; ``timeout`` in seconds, None or negative for none."""
        words, block = self.words, at.actor_at(actor)
        now = perf_counter_ns()
        timed = timeout is not None and timeout >= 0
        words[block + at.SEQUENCE] += 1
        words[block + at.SINCE] = now
        words[block + at.UNTIL] = now + int(timeout * 1e9) + 1 if timed else 0  # type: ignore[operator]
        words[block + at.WAITS] = tool + 1

    def end(self, actor: int) -> None:
        """The actor does not wait any more."""
        block = at.actor_at(actor)
        self.words[block + at.WAITS] = 0
        self.words[block + at.SEQUENCE] += 1

    def tried(self, actor: int) -> None:
        """An attempt came to nothing: a lock that was not to be had, or one more pause."""
        if actor >= 0:
            self.words[at.actor_at(actor) + at.TRIES] += 1

    def took(self, actor: int) -> None:
        """The actor had its turn: it got a lock."""
        if actor >= 0:
            self.words[at.actor_at(actor) + at.TURNS] += 1

    def hesitate(self, actor: int) -> None:
        """Let others go first now and then, as any scheduler may, before a body asks for its first lock."""
        if (
            not self.hesitant
            or actor < 0
            or self._bodies[actor] == (done := self.words[at.actor_at(actor) + at.DONE])
        ):
            return
        self._bodies[actor] = done
        if (done + actor) % HESITATE_EVERY == 0:  # not all of them in the same world
            sleep(HESITATION_S)

    def call_off(self, actor: int, sequence: int) -> bool:
        """End this one wait of an actor, who raises `CalledOff`; False when it is over already.

        Returns once the actor is on its way: two at a time would be taken for each other.
        """
        block = at.actor_at(actor)
        tool = self.words[block + at.WAITS] - 1
        if tool < 0 or self.words[block + at.SEQUENCE] != sequence:
            return False
        self.tools[tool].call_off(actor)
        until = perf_counter_ns() + LET_GO_NS
        while self.words[block + at.SEQUENCE] == sequence and perf_counter_ns() < until:
            sleep(LOOK_S)
        return True
