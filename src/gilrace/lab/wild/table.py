"""The table: shared memory in which a demo's actors publish what they hold and what they wait for.

Written by the child (each actor its own cache lines, a tool's holder by whoever holds it), read by the
watchman in another process. Nobody locks: aligned 8-byte stores are never seen torn, and a wait counts
only when two looks show the same sequence number for it.

Layout, in 8-byte words: a head, a block for each actor, two words for each name, two for each tool.
"""

from __future__ import annotations

import mmap
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter_ns

WORD = 8
MAGIC = 0x6769_6C72_6C61_6231
HEAD_WORDS = 16
HURRY, EPOCH, GUARD = 2, 3, 4  # words of the head
ACTORS_AT_MOST = 26
NAMES_AT_MOST = 512
TOOLS_AT_MOST = 1 << 14

# words of an actor's block
SEQUENCE, WAITS, SINCE, UNTIL, STATE, DONE, TRIES, PID, TID, WORLD, TURNS, IDENT, ENTRY = range(13)
BLOCK_WORDS = 16
ABSENT, RUNNING, OVER, DEAD = range(4)

# words of a name: what was ever seen of all tools so called
RELEASED_BY_HOLDER, RELEASED_BY_OTHER = range(2)
# words of a tool
HOLDER, NAME = range(2)

NAMES_AT = HEAD_WORDS + ACTORS_AT_MOST * BLOCK_WORDS
TOOLS_AT = NAMES_AT + 2 * NAMES_AT_MOST
WORDS = TOOLS_AT + 2 * TOOLS_AT_MOST


@dataclass(frozen=True, slots=True)
class ActorReading:
    """One actor at a moment. ``tool`` is -1 when it does not wait; ``until`` is 0 for a wait without end."""

    sequence: int
    tool: int
    since: int
    until: int
    state: int
    done: int
    tries: int
    pid: int
    tid: int
    turns: int = 0  # locks taken
    ident: int = 0  # as Python calls its thread; 0 for a task

    @property
    def waits(self) -> bool:
        return self.tool >= 0 and self.state == RUNNING

    @property
    def stuck(self) -> bool:
        """Waits, and no timer will end it."""
        return self.waits and not self.until

    @property
    def lives(self) -> bool:
        return self.state == RUNNING


@dataclass(frozen=True, slots=True)
class ToolReading:
    """A tool somebody waits for. ``holder`` is -1 for nobody."""

    holder: int
    name: int
    released_by_holder: bool
    released_by_other: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole table at (about) a moment of the clock."""

    t: int
    epoch: int
    actors: tuple[ActorReading, ...]
    tools: dict[int, ToolReading]
    hurried: bool = False  # actors leave before they are through


class Table:
    """The mapped file; made by the parent, attached by the child, inherited by forks."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.map = mmap.mmap(fd, WORD * WORDS)
        self.words = memoryview(self.map).cast("q")

    @classmethod
    def create(cls, actors: int) -> Table:
        """A new table; its descriptor is not inherited by itself. Raises OSError."""
        fd = _nameless_file()
        try:
            os.ftruncate(fd, WORD * WORDS)
            table = cls(fd)
        except BaseException:
            os.close(fd)
            raise
        table.words[0], table.words[1] = MAGIC, actors
        return table

    @classmethod
    def attach(cls, fd: int) -> Table:
        """The table behind a descriptor that was handed on."""
        table = cls(fd)
        if table.words[0] != MAGIC:
            raise ValueError("not a table of actors and tools")
        return table

    def close(self) -> None:
        """Unmap and close. The memory goes with its last user."""
        self.words.release()
        self.map.close()
        os.close(self.fd)

    @property
    def actors(self) -> int:
        return self.words[1]

    def actor(self, index: int) -> ActorReading:
        """What an actor has published; consistent only when a later look shows the same sequence."""
        words, at = self.words, actor_at(index)
        return ActorReading(
            words[at + SEQUENCE],
            words[at + WAITS] - 1,
            words[at + SINCE],
            words[at + UNTIL],
            words[at + STATE],
            words[at + DONE],
            words[at + TRIES],
            words[at + PID],
            words[at + TID],
            words[at + TURNS],
            words[at + IDENT],
        )

    def tool(self, index: int) -> ToolReading:
        words, at = self.words, tool_at(index)
        name = words[at + NAME]
        named = name_at(name)
        return ToolReading(
            words[at + HOLDER] - 1,
            name,
            bool(words[named + RELEASED_BY_HOLDER]),
            bool(words[named + RELEASED_BY_OTHER]),
        )

    def look(self) -> Snapshot:
        """All actors, and the tools they wait for. A few microseconds each."""
        epoch = self.words[EPOCH]
        actors = tuple(self.actor(index) for index in range(self.actors))
        tools = {actor.tool: self.tool(actor.tool) for actor in actors if actor.waits}
        return Snapshot(perf_counter_ns(), epoch, actors, tools, bool(self.words[HURRY]))

    def held_by(self, actor: int, tools: int = TOOLS_AT_MOST) -> tuple[int, ...]:
        """Names of what an actor holds, of the first so many tools."""
        words = self.words
        places = range(TOOLS_AT, TOOLS_AT + 2 * tools, 2)
        return tuple(words[at + NAME] for at in places if words[at + HOLDER] == actor + 1)


def actor_at(index: int) -> int:
    """First word of an actor's block."""
    return HEAD_WORDS + index * BLOCK_WORDS


def name_at(index: int) -> int:
    return NAMES_AT + 2 * index


def tool_at(index: int) -> int:
    return TOOLS_AT + 2 * index


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("gilrace-table", os.MFD_CLOEXEC)
    fd, path = tempfile.mkstemp(prefix="gilrace-table-")
    Path(path).unlink()
    return fd
