"""Pipes between the interpreters of one process: who am I, may I begin, which items are mine.

Record locks belong to a process, and a lock object to one interpreter, so neither guards anything between
subinterpreters. A pipe does: a message of a few bytes is written and read whole, a read waits without
the GIL, and whoever has read the only message holds it until it is written back.
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from gilrace.errors import LaneError
from gilrace.lane.claims import fair_share

MESSAGE = 8  # bytes: one number
GO, GIVE_UP = 1, 0


def _send(fd: int, number: int) -> None:
    os.write(fd, number.to_bytes(MESSAGE, "little"))


def _receive(fd: int) -> int:
    return int.from_bytes(os.read(fd, MESSAGE), "little")


@dataclass(frozen=True, slots=True)
class Wires:
    """Three pipes, as descriptors: plain numbers, which every interpreter of the process may use."""

    number: tuple[int, int]
    gate: tuple[int, int]
    claim: tuple[int, int]

    @classmethod
    def strung(cls, workers: int) -> Wires:
        """New pipes with a number in them for each worker, and the first item to claim. Raises OSError."""
        wires = cls(os.pipe(), os.pipe(), os.pipe())
        for worker in range(workers):
            _send(wires.number[1], worker)
        _send(wires.claim[1], 0)
        return wires

    def fds(self) -> tuple[int, ...]:
        """All six."""
        return (*self.number, *self.gate, *self.claim)

    @classmethod
    def of(cls, fds: tuple[int, ...]) -> Wires:
        """What `fds` gave, in another interpreter."""
        return cls((fds[0], fds[1]), (fds[2], fds[3]), (fds[4], fds[5]))

    def close(self) -> None:
        """Give all back."""
        for fd in self.fds():
            os.close(fd)

    def next_number(self) -> int:
        """A number of one's own, 0, 1, 2 ..."""
        return _receive(self.number[0])

    def open_gate(self, workers: int, word: int = GO) -> None:
        """Let so many pass, or tell them to give up."""
        for _ in range(workers):
            _send(self.gate[1], word)

    def pass_gate(self) -> None:
        """Wait until the gate is opened. Raises LaneError where the lane gives up instead."""
        if _receive(self.gate[0]) != GO:
            raise LaneError("the lane gave up before this worker began")


class WireClaims:
    """Claims among interpreters: the first unclaimed item travels through a pipe, and is held while read."""

    def __init__(self, wires: Wires, items: int, workers: int) -> None:
        self._pipe = wires.claim
        self._items = items
        self._workers = workers

    def take(self, count: int) -> tuple[int, int]:
        """``(first, how many)``; how many is 0 when nothing is left."""
        first = _receive(self._pipe[0])
        count = fair_share(count, self._items - first, self._workers)
        _send(self._pipe[1], first + count)
        return first, count
