"""Explore a file of one's own in a process of its own, which can be ended whatever its code does."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path

from gilrace.errors import InputError
from gilrace.lab import scheduled
from gilrace.lab.explore import patience
from gilrace.lane import lifeline

FRAME = re.compile(r'  File "(.*)", line (\d+) in (.*)')
SCHEDULER = str(Path(scheduled.__file__).parent)
READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Said:
    """What the process left behind."""

    code: int
    out: str
    err: str


def explore_alone(arguments: Sequence[str], file: str, limit_s: float) -> Said:
    """Run ``gilrace explore`` with these arguments in a process of its own.

    Raises `InputError` when the code in ``file`` goes on for ``limit_s`` seconds without coming to a switch
    point or to an end.
    """
    where_fd, told_fd = os.pipe()
    tied_fd, held_fd = lifeline.hold()
    try:
        child = _start([*arguments, "--alone", f"{told_fd},{tied_fd}"], (told_fd, tied_fd))
        os.close(told_fd)
        said = _to_its_end(child)
        where = os.read(where_fd, READ_BYTES).decode(errors="replace")
    finally:
        for fd in (where_fd, tied_fd, held_fd):
            os.close(fd)
    if where:
        raise endless(where, file, limit_s, "; --patience gives it more time")
    if not (said.out or said.err):
        how = f"by signal {-said.code}" if said.code < 0 else f"with exit code {said.code}"
        raise InputError(f"{file} ended its process {how}", advice="Does it call os._exit?")
    return said


@contextmanager
def without_output() -> Iterator[None]:
    """In that process: what a demo's code prints is not part of what is said of it."""
    kept = {fd: os.dup(fd) for fd in (1, 2)}
    with open(os.devnull, "w", encoding="utf-8") as dropped:
        for fd in kept:
            os.dup2(dropped.fileno(), fd)
        try:
            with redirect_stdout(dropped), redirect_stderr(dropped):
                yield
        finally:
            for fd, copy in kept.items():
                os.dup2(copy, fd)
                os.close(copy)


def tie(fds: str, limit_s: float) -> None:
    """In that process: end when the one that started it has gone, or after silence."""
    told_fd, tied_fd = map(int, fds.split(","))
    os.set_inheritable(told_fd, False)
    lifeline.tie_to(tied_fd)
    patience.begin(limit_s, told_fd)


def _start(arguments: Sequence[str], fds: tuple[int, ...]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "gilrace", "explore", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=fds,
        process_group=0,
        encoding="utf-8",
        errors="replace",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )


def _to_its_end(child: subprocess.Popen[str]) -> Said:
    try:
        with child:
            out, err = child.communicate()
        return Said(child.returncode, out, err)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def endless(traces: str, file: str, limit_s: float, more: str = "") -> InputError:
    """What to say of code in ``file`` that went on for ``limit_s`` seconds, from all threads' traces."""
    return InputError(
        f"{looping_at(traces, file)} has gone on for {limit_s:g} s without an end",
        advice=f"let it read or write something shared, wait for something of env, or end{more}",
    )


def looping_at(traces: str, file: str) -> str:
    """Of all threads' traces the place in ``file`` that is running, not waiting for its turn."""
    for thread in traces.split("\n\n"):
        for path, line, function in FRAME.findall(thread):
            if path == str(Path(file).resolve()):
                return f"{function}() in {file}, line {line},"
            if path.startswith(SCHEDULER):
                break
    return file
