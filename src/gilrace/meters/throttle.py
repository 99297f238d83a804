"""How often a CPU quota has stopped this control group: the kernel counts it in cpu.stat, v1 and v2."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gilrace.meters.cgroup import cpu_folders
from gilrace.meters.proc_file import text_of


@dataclass(frozen=True, slots=True)
class Throttled:
    """Since the group began: periods in which it was stopped, and for how long, over all its cores, in ns."""

    periods: int = 0
    ns: int = 0

    def __sub__(self, before: Throttled) -> Throttled:
        return Throttled(self.periods - before.periods, self.ns - before.ns)


class ThrottleMeter:
    """Counts since it was made; nothing where there is no quota. Of nested groups the one stopped most."""

    def __init__(self, root: Path = Path("/")) -> None:
        self._files = [folder / "cpu.stat" for folder in cpu_folders(root)]
        self._files = [file for file in self._files if "nr_throttled" in text_of(file)]
        self._before = [_counts(file) for file in self._files]

    def read(self) -> Throttled:
        """What has been added so far."""
        grown = [_counts(file) - before for file, before in zip(self._files, self._before, strict=True)]
        return max(grown, key=lambda one: one.ns, default=Throttled())


def _counts(file: Path) -> Throttled:
    """v2 counts microseconds, v1 nanoseconds under another name."""
    words = text_of(file).split()
    found = {
        name: int(value) for name, value in zip(words[::2], words[1::2], strict=False) if value.isdigit()
    }
    ns = found.get("throttled_time", 1_000 * found.get("throttled_usec", 0))
    return Throttled(found.get("nr_throttled", 0), ns)
