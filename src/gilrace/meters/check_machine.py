"""Checks of the machine: cores, memory, clock, limits, shared memory, scratch space."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from gilrace.meters import host
from gilrace.meters.cgroup import limits
from gilrace.meters.finding import Finding, bad, good, warn
from gilrace.meters.topology import physical, siblings

ENOUGH_MEMORY = 512 << 20
ENOUGH_SHARED = 16 << 20
ENOUGH_FILES = 1024
COARSE_NS = 10_000
MOST_PAIRS = 4


def cores(root: Path) -> Finding:
    """How many cores lanes can use."""
    seen, usable, quota = os.cpu_count() or 1, host.usable_cores(root), limits(root).quota
    share = f"a quota of {quota:g}" if quota else "no quota"
    pairs = siblings(root)
    text = f"{usable} usable of {seen}, {share}{_shared(pairs)}; {host.cpu_model(root)}"
    if usable < 2:
        return warn(
            "cores", text, "on one core nothing can run in parallel: allow more (taskset, cgroup quota)"
        )
    if physical(host.allowed_cores(), pairs) < 2:
        return warn("cores", text, "they are one physical core: together they compute little more than one")
    if quota and quota < seen:
        return warn("cores", text, "the quota pauses lanes that use it up: races stay within it")
    return good("cores", text)


def _shared(pairs: tuple[tuple[int, ...], ...]) -> str:
    """``; cores 0+4, 1+5 are one physical core each``; the first few."""
    if not pairs:
        return ""
    shown = ", ".join("+".join(str(core) for core in pair) for pair in pairs[:MOST_PAIRS])
    more = " and so on" if len(pairs) > MOST_PAIRS else ""
    return f"; cores {shown}{more} share one physical core each"


def memory(root: Path) -> Finding:
    """Physical memory and the limit on it."""
    known = [size for size in (host.memory_bytes(root), limits(root).memory_bytes) if size]
    if not known:
        return warn("memory", "unknown on this system")
    text = f"{min(known) / (1 << 30):.1f} GiB"
    if min(known) < ENOUGH_MEMORY:
        return warn("memory", text, "lanes with many processes may be killed: race fewer workers")
    return good("memory", text)


def clock() -> Finding:
    """The clock that every time is taken from."""
    info, step = time.get_clock_info("perf_counter"), host.clock_resolution_ns()
    text = f"{info.implementation}, steps of {step} ns"
    if not info.monotonic:
        return bad("clock", f"{text}, may run backwards", "this system's clock cannot measure races")
    if step > COARSE_NS:
        return warn("clock", text, "short items cannot be told apart: make items longer")
    return good("clock", text)


def limits_of_user() -> Finding:
    """Open files and processes allowed (getrlimit(2))."""
    import resource

    files, most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
    processes, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    text = f"{_count(files)} open files (up to {_count(most_files)}), {_count(processes)} processes"
    if 0 <= files < ENOUGH_FILES:
        return warn("limits", text, f"for many connections raise it: ulimit -n {ENOUGH_FILES}")
    return good("limits", text)


def shared_memory(root: Path) -> Finding:
    """Where POSIX semaphores and shared memory live on Linux."""
    if sys.platform != "linux":
        return good("shared memory", "by the system")
    folder = root / "dev/shm"
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        advice = "mount a tmpfs there (docker: --shm-size=64m); locks between processes need it"
        return warn("shared memory", f"{folder} is missing or not writable", advice)
    disk = os.statvfs(folder)
    free = disk.f_bavail * disk.f_frsize
    text = f"{folder}, {free / (1 << 20):.0f} MiB free"
    return good("shared memory", text) if free >= ENOUGH_SHARED else warn("shared memory", text, "free some")


def scratch(folder: Callable[[], str] = tempfile.gettempdir) -> Finding:
    """Where a race keeps its files while it runs."""
    try:
        with tempfile.TemporaryFile(dir=folder()) as file:
            file.write(b"x")
    except OSError as error:
        return bad("scratch", f"no file can be written: {error}", "set TMPDIR to a folder you may write to")
    return good("scratch", folder())


def _count(limit: int) -> str:
    return "unlimited" if limit < 0 else str(limit)
