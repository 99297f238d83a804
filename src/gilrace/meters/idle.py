"""How many cores have nothing to do at this moment."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from gilrace.meters.cores import CoreMeter
from gilrace.meters.proc_file import ProcFile


class IdleCores:
    """What is ready to run is counted, the caller aside (proc_loadavg(5)); else, idle time between calls."""

    def __init__(self, proc: Path = Path("/proc")) -> None:
        self._loadavg: ProcFile | None = None
        with suppress(OSError):
            self._loadavg = ProcFile(str(proc / "loadavg"))
        self._cores = CoreMeter(proc)

    def read(self) -> float:
        """Cores without work."""
        if self._loadavg is None:
            return sum(100 - busy - self._cores.steal_percent for busy in self._cores.read()) / 100
        ready = int(self._loadavg.read().split()[3].partition(b"/")[0])
        return max(0.0, (os.cpu_count() or 1) - (ready - 1))
