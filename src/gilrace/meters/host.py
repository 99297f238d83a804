"""The machine: cores, memory, limits, clock. What a recording says about where it was made."""

from __future__ import annotations

import contextlib
import math
import os
import platform
import resource
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from gilrace.meters import topology
from gilrace.meters.cgroup import limits
from gilrace.meters.proc_file import text_of

ROOT = Path("/")


def usable_cores(root: Path = ROOT) -> int:
    """Cores this process may use at once: by affinity, and by CPU quota rounded up. At least 1."""
    quota = limits(root).quota
    allowed = len(allowed_cores())
    return max(min(allowed, math.ceil(quota)) if quota else allowed, 1)


def describe(root: Path = ROOT) -> dict[str, Any]:
    """Everything worth recording, ready for JSON. None where this system does not tell."""
    limit = limits(root)
    return {
        "cores": os.cpu_count() or 1,
        "usable_cores": usable_cores(root),
        "affinity_cores": len(allowed_cores()),
        "physical_cores": topology.physical(allowed_cores(), topology.siblings(root)),
        "siblings": [list(group) for group in topology.siblings(root)],
        "cpu_quota": limit.quota,
        "cgroup_version": limit.version,
        "memory_bytes": memory_bytes(root),
        "memory_limit_bytes": limit.memory_bytes,
        "cpu_model": cpu_model(root),
        "machine": platform.machine(),
        "system": platform.system(),
        "kernel": platform.release(),
        "platform": platform.platform(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "virtual": virtualisation(root),
        "clock_resolution_ns": clock_resolution_ns(),
        "load_1min": load_1min(),
        "files": open_files(),
    }


def open_files() -> int:
    """How many files and connections a process may have open, its own limit raised; -1 is no limit."""
    return resource.getrlimit(resource.RLIMIT_NOFILE)[1]


def memory_bytes(root: Path = ROOT) -> int | None:
    """Physical memory."""
    for line in text_of(root / "proc/meminfo").splitlines():
        name, _, value = line.partition(":")
        if name == "MemTotal":
            return int(value.split()[0]) * 1024
    with contextlib.suppress(OSError, ValueError):
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return None


def cpu_model(root: Path = ROOT) -> str:
    """The processor's name as the system tells it, or its architecture."""
    for line in text_of(root / "proc/cpuinfo").splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("model name", "Model", "Hardware") and value.strip():
            return value.strip()
    return platform.processor() or platform.machine()


def virtualisation(root: Path = ROOT) -> str:
    """A hint: "container", "virtual machine", both, or "" when nothing tells."""
    flags = next((x for x in text_of(root / "proc/cpuinfo").splitlines() if x.startswith("flags")), "")
    container = (root / ".dockerenv").exists() or (root / "run/.containerenv").exists()
    hints = (("container", container), ("virtual machine", " hypervisor" in flags))
    return ", ".join(name for name, is_so in hints if is_so)


def clock_resolution_ns() -> int:
    """The smallest step of ``perf_counter_ns`` seen in a few hundred reads."""
    seen = [time.perf_counter_ns() for _ in range(300)]
    steps = [after - before for before, after in pairwise(seen) if after > before]
    return min(steps, default=int(time.get_clock_info("perf_counter").resolution * 1e9))


def load_1min() -> float | None:
    """Processes that ran or wanted to, averaged over a minute."""
    try:
        return round(os.getloadavg()[0], 2)
    except (OSError, AttributeError):
        return None


def allowed_cores() -> tuple[int, ...]:
    """Numbers of the cores this process may run on."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError):
            return tuple(sorted(os.sched_getaffinity(0)))
    return tuple(range(os.cpu_count() or 1))
