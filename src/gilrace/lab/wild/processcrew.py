"""Actors as processes, forked from the child once the worlds are made, so that they share them."""

from __future__ import annotations

import gc
import os
import pickle
import select
import signal
from collections.abc import Callable
from threading import get_ident
from types import FrameType
from typing import Any

from gilrace.lab.wild import picture
from gilrace.lab.wild.desk import CalledOff, Desk
from gilrace.lab.wild.processtools import CALL_OFF
from gilrace.lab.wild.table import DEAD, RUNNING, STATE, actor_at
from gilrace.lab.wild.walk import Chunk, Tally, walk
from gilrace.lab.wild.wire import Wire

PICTURE = signal.SIGUSR1
READ_BYTES = 1 << 16


class Crew:
    """Processes that walk through a chunk side by side. No thread runs beside, so forking is safe."""

    first_rounds, most_rounds = 2_000, 20_000
    first_worlds, most_worlds = 50, 400
    ahead, meetings = 0, 0  # they run side by side, so that they always meet

    def __init__(self, desk: Desk, wire: Wire, handle: Callable[[dict[str, Any]], None]) -> None:
        self._desk = desk
        self._wire = wire
        self._handle = handle
        self._pids: dict[int, int] = {}

    def run(self, chunk: Chunk) -> list[Tally]:
        """Until every actor is through, was told to hurry, or died."""
        for command in self._wire.commands():
            self._handle(command)
        count = len(chunk.demo.actors)
        starting = os.pipe()
        pipes = {index: self._fork(index, chunk, starting) for index in range(count)}
        os.close(starting[0])
        os.close(starting[1])
        parcels = self._gather(pipes)
        return [self._opened(index, parcels[index]) for index in range(count)]

    def _fork(self, index: int, chunk: Chunk, starting: tuple[int, int]) -> int:
        """One actor's process; the descriptor on which its tally will come."""
        reading, writing = os.pipe()
        gc.freeze()
        self._desk.forks_actors = True
        pid = os.fork()
        self._desk.forks_actors = False
        if pid == 0:
            status = 1
            try:
                os.close(starting[1])
                os.read(starting[0], 1)
                self._act(index, chunk, writing)
                status = 0
            finally:
                os._exit(status)
        os.close(writing)
        self._pids[index] = pid
        return reading

    def _act(self, index: int, chunk: Chunk, writing: int) -> None:
        tally = Tally()
        pid = os.getpid()
        self._desk.forks_actors = False
        self._desk.who = lambda: index
        self._desk.enter(index, pid, pid, get_ident())
        signal.signal(PICTURE, lambda _, frame: self._tell_where(index, frame))
        signal.signal(CALL_OFF, _raise_called_off)
        walk(self._desk, index, chunk.demo.actors[index], chunk, tally)
        self._desk.leave(index)
        with os.fdopen(writing, "wb") as out:
            pickle.dump(tally, out)

    def _tell_where(self, index: int, frame: FrameType | None) -> None:
        stack = picture.of_frame(frame) if frame else []
        while not self._wire.send_whole("stack", actor=index, frames=stack) and stack:
            stack.pop()

    def _gather(self, pipes: dict[int, int]) -> dict[int, bytes]:
        """What the actors send, while commands are served."""
        parcels = dict.fromkeys(pipes, b"")
        by_fd = {fd: index for index, fd in pipes.items()}
        while by_fd:
            ready = select.select([*by_fd, self._wire.commands_fd], [], [])[0]
            for fd in ready:
                if fd not in by_fd:
                    self._serve()
                    continue
                data = os.read(fd, READ_BYTES)
                parcels[by_fd[fd]] += data
                if not data:
                    self._ended(by_fd.pop(fd))
                    os.close(fd)
        return parcels

    def _serve(self) -> None:
        for command in self._wire.commands():
            self._handle(command)

    def _ended(self, index: int) -> None:
        """Reap; one that died in the middle is an owner who will never release."""
        os.waitpid(self._pids.pop(index), 0)
        if self._desk.words[actor_at(index) + STATE] == RUNNING:
            self._desk.leave(index, DEAD)
            self._wire.send("died", actor=index)

    def _opened(self, index: int, parcel: bytes) -> Tally:
        try:
            tally: Tally = pickle.loads(parcel)
        except (EOFError, pickle.UnpicklingError):
            return Tally()
        return tally

    def stacks(self) -> dict[int, list[dict[str, Any]]]:
        """Asks every actor to tell where it stands; the answers come by themselves."""
        for pid in self._pids.values():
            os.kill(pid, PICTURE)
        return {}

    def call_off(self, actor: int, sequence: int) -> bool:
        return self._desk.call_off(actor, sequence)


def _raise_called_off(signum: int, frame: FrameType | None) -> None:
    raise CalledOff
