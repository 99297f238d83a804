"""Stacks of a process that cannot answer: C code that holds the GIL keeps its helper thread from running.

`faulthandler` needs no GIL: told by a signal, it writes the lines of all threads to a pipe, without
columns and locals.
"""

from __future__ import annotations

import faulthandler
import linecache
import re
import signal

from gilrace.lab.wild.events import Place
from gilrace.lab.wild.picture import FRAMES_AT_MOST, is_the_demos

DUMP = signal.SIGURG  # ignored by processes that are not prepared for it
THREAD = re.compile(r"(?:Current t|T)hread 0x([0-9a-f]+).*\(most recent call first\):")
FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)')


def prepare(fd: int) -> None:
    """In the child: dump to this descriptor when told to. Forks inherit that."""
    faulthandler.register(DUMP, fd, all_threads=True, chain=False)


def stacks(dump: str) -> dict[int, tuple[Place, ...]]:
    """The stacks in a dump by the thread's identifier, innermost first, without the tools' own frames."""
    found: dict[int, list[Place]] = {}
    ident = 0
    for line in dump.splitlines():
        if thread := THREAD.match(line):
            ident = int(thread[1], 16)
            found[ident] = []
        elif (frame := FRAME.match(line)) and ident and is_the_demos(frame[1]):
            found[ident].append(_place(frame[1], int(frame[2]), frame[3]))
    return {ident: tuple(places[:FRAMES_AT_MOST]) for ident, places in found.items()}


def _place(file: str, line: int, function: str) -> Place:
    return Place(file, line, 0, 0, function, linecache.getline(file, line).strip(), ())
