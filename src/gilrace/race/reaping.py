"""Ending a lane: nothing of its process group may be left, and no semaphore of its in shared memory."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path

PROC = Path("/proc")
TRACKER = b".resource_tracker import main"  # of multiprocessing, or of loky
PATIENCE_S = 2.0
POLL_S = 0.002


def reap(pgid: int, grace_s: float = 0.0) -> bool:
    """Kill what is left of a process group after a time of grace; True when anything was.

    A resource tracker, as of `multiprocessing`, goes last and by itself: it removes the named semaphores of
    the processes that were killed, as soon as the last of them is gone.
    """
    ends = time.monotonic() + grace_s
    while _exists(pgid) and _members(pgid) and time.monotonic() < ends:
        time.sleep(POLL_S)
    if not _exists(pgid):
        return False
    deadline = time.monotonic() + PATIENCE_S
    found = False
    while (members := _members(pgid)) and time.monotonic() < deadline:
        for pid in members:
            if not _leaves_by_itself(pid):
                found = True
                _kill(pid)
        time.sleep(POLL_S)
    if _members(pgid) or not PROC.joinpath("self/stat").exists():
        found = _kill_group(pgid) or found
    return found


def _exists(pgid: int) -> bool:
    try:
        os.killpg(pgid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _members(pgid: int) -> list[int]:
    """Living processes of the group; a zombie is none."""
    found = []
    for entry in PROC.glob("[0-9]*"):
        try:
            state, _, group = (entry / "stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(group) == pgid and state not in "ZX":
            found.append(int(entry.name))
    return found


def _leaves_by_itself(pid: int) -> bool:
    """Whether it is a resource tracker, or has given its memory back already: then it has no command line."""
    try:
        command = (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False
    return TRACKER in command or not command


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _kill_group(pgid: int) -> bool:
    try:
        os.killpg(pgid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return False
    return True
