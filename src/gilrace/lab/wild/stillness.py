"""Proof that nothing ran between two looks: every thread asleep, its count of switches unchanged.

Where something without an owner is waited for, a wake-up may be under way; a thread that was woken and
has not run yet shows as runnable, one that has run shows in its count.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")
KNOWN = (PROC / "self/task").is_dir()

Still = frozenset[tuple[int, str]]


def asleep(pids: Iterable[int]) -> Still | None:
    """A mark for the threads of these processes, all asleep; None when any is not, or is gone.

    Equal marks at two moments mean that none of them ran in between.
    """
    marks = set()
    try:
        for pid in pids:
            for task in (PROC / str(pid) / "task").iterdir():
                mark = _mark((task / "status").read_text())
                if mark is None:
                    return None
                marks.add((int(task.name), mark))
    except OSError:
        return None
    return frozenset(marks)


def _mark(status: str) -> str | None:
    fields = dict(line.split(":", 1) for line in status.splitlines() if ":" in line)
    if fields["State"].split()[0] != "S":
        return None
    return fields["voluntary_ctxt_switches"].strip() + "/" + fields["nonvoluntary_ctxt_switches"].strip()
