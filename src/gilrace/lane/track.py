"""The track: shared memory in which workers mark progress and from which the referee reads.

A file without a name (a memfd where the system has it), mapped by the referee and by every worker. Aligned
8-byte stores are never seen torn, every worker owns whole cache lines, so nobody locks to mark or to
look. The two counters that workers do share (claims and arrivals) are guarded by record locks on their
own bytes of the file: the kernel drops those when a process dies.

Layout, in 8-byte words::

    0        magic
    1        workers
    2        spans that fit per worker
    3        stride: every stride-th item is kept as a span
    4        items
    8        next item to claim          16   workers arrived
    24       gate (only its lock is used)
    32 ...   one block of 16 words a worker, then each worker's spans of 4 words
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

WORD = 8
MAGIC = 0x6769_6C72_6163_6531
CLAIM, ARRIVED, GATE = 8, 16, 24
HEAD_WORDS = 32
BLOCK_WORDS = 16
SPAN_WORDS = 4
TOTAL_SPANS = 1 << 18

# words of a worker's block
DONE, FAILED, PHASE, SPANS, PID, TID, PEAK, MARKED = range(8)
PICKLE_NS, PICKLE_BYTES, USER_NS, SYSTEM_NS, VOLUNTARY, INVOLUNTARY = range(8, 14)
ABSENT, READY, RUNNING, FINISHED = range(4)


@dataclass(frozen=True, slots=True)
class WorkerReading:
    """One worker's marks at a moment. ``marked`` is the clock at its latest mark."""

    done: int
    failed: int
    phase: int
    pid: int
    tid: int
    peak_bytes: int
    marked: int


class Track:
    """The mapped file. Open with `create` in the referee, with `attach` in a worker."""

    def __init__(self, fd: int) -> None:
        self.fd = fd
        self.map = mmap.mmap(fd, os.fstat(fd).st_size)
        self.words = memoryview(self.map).cast("q")

    @classmethod
    def create(cls, workers: int) -> Track:
        """A new track for that many workers; its descriptor is not inherited by itself. Raises OSError."""
        spans = max(1024, 2 * TOTAL_SPANS // workers)
        fd = _nameless_file()
        try:
            os.ftruncate(fd, WORD * (HEAD_WORDS + workers * (BLOCK_WORDS + SPAN_WORDS * spans)))
            track = cls(fd)
        except BaseException:
            os.close(fd)
            raise
        track.words[0], track.words[1], track.words[2], track.words[3] = MAGIC, workers, spans, 1
        return track

    @classmethod
    def attach(cls, fd: int) -> Track:
        """The track behind a descriptor that was handed on."""
        track = cls(fd)
        if track.words[0] != MAGIC:
            raise ValueError("not a track")
        return track

    def close(self) -> None:
        """Unmap and close. The memory goes with its last user."""
        self.words.release()
        self.map.close()
        os.close(self.fd)

    @property
    def workers(self) -> int:
        return self.words[1]

    @property
    def span_room(self) -> int:
        return self.words[2]

    @property
    def stride(self) -> int:
        return self.words[3]

    def set_items(self, items: int) -> None:
        """Tell how many items there are, and so how many of them are kept as spans."""
        self.words[4] = items
        self.words[3] = max(1, -(-items // TOTAL_SPANS))

    def block(self, worker: int) -> int:
        """Index of a worker's first word."""
        return HEAD_WORDS + worker * BLOCK_WORDS

    def span_block(self, worker: int) -> int:
        """Index of the first word of a worker's spans."""
        return HEAD_WORDS + self.workers * BLOCK_WORDS + worker * self.span_room * SPAN_WORDS

    def worker(self, worker: int) -> WorkerReading:
        """What a worker has marked so far."""
        at = self.block(worker)
        words = self.words
        return WorkerReading(
            words[at + DONE],
            words[at + FAILED],
            words[at + PHASE],
            words[at + PID],
            words[at + TID],
            words[at + PEAK],
            words[at + MARKED],
        )

    def done(self) -> tuple[int, ...]:
        """Items done by each worker."""
        words = self.words
        first = HEAD_WORDS + DONE
        return tuple(words[first + w * BLOCK_WORDS] for w in range(words[1]))

    def total(self, word: int) -> int:
        """The sum of one word over all workers."""
        words = self.words
        first = HEAD_WORDS + word
        return sum(words[first + w * BLOCK_WORDS] for w in range(words[1]))

    def spans(self, worker: int) -> Iterator[tuple[int, int, int, int]]:
        """``(first item, items, start ns, end ns)`` in the order they were run."""
        words = self.words
        base = self.span_block(worker)
        for i in range(min(words[self.block(worker) + SPANS], self.span_room)):
            at = base + i * SPAN_WORDS
            yield words[at], words[at + 1], words[at + 2], words[at + 3]

    @contextmanager
    def locked(self, word: int) -> Iterator[None]:
        """Hold the record lock of a word against other processes (threads of one process share it)."""
        fcntl.lockf(self.fd, fcntl.LOCK_EX, WORD, word * WORD)
        try:
            yield
        finally:
            fcntl.lockf(self.fd, fcntl.LOCK_UN, WORD, word * WORD)

    def next_arrival(self) -> int:
        """A number of one's own, 0, 1, 2 ..., for each process that asks."""
        with self.locked(ARRIVED):
            number = self.words[ARRIVED]
            self.words[ARRIVED] = number + 1
        return number

    def close_gate(self) -> None:
        """Make every `pass_gate` in other processes wait."""
        fcntl.lockf(self.fd, fcntl.LOCK_EX, WORD, GATE * WORD)

    def open_gate(self) -> None:
        """Let all who wait at the gate pass."""
        fcntl.lockf(self.fd, fcntl.LOCK_UN, WORD, GATE * WORD)

    def pass_gate(self) -> None:
        """Wait until the process that closed the gate opens it, or dies."""
        fcntl.lockf(self.fd, fcntl.LOCK_SH, WORD, GATE * WORD)
        fcntl.lockf(self.fd, fcntl.LOCK_UN, WORD, GATE * WORD)


def _nameless_file() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("gilrace-track", os.MFD_CLOEXEC)
    fd, path = tempfile.mkstemp(prefix="gilrace-track-")
    Path(path).unlink()
    return fd
