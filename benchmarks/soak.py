"""Many short races in a row in one process: what grows?

    python benchmarks/soak.py --races 1000

Each race is recorded, judged, reported and kept in a history of its own, as a screen that stays open for a
day would do. Memory, descriptors, threads, child processes and temporary files are looked at after a warm-up
and at the end; whatever grew is told, and the exit code is 1. Semaphores are those of the whole machine.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

WARM_UP = 20  # races before the first look: imports and pools of memory
SCENARIO = """
workload: {use: nap, items: 3, settings: {seconds: 0.001}}
lanes: [sequential, threads: {workers: 2}, processes: {workers: 2}, asyncio]
rounds: 1
expect: [same_results]
"""
MORE_KB = 4_000  # of memory, over all races: the allocator's own


@dataclass(frozen=True)
class Look:
    """What the process holds."""

    memory_kb: int  # without what it shares
    descriptors: int
    threads: int
    children: int
    semaphores: int
    files: int  # in its folder for temporary ones

    @classmethod
    def now(cls, folder: Path) -> Look:
        gc.collect()
        resident, shared = (int(pages) for pages in Path("/proc/self/statm").read_text().split()[1:3])
        pid = os.getpid()
        return cls(
            (resident - shared) * os.sysconf("SC_PAGE_SIZE") // 1024,
            sum(1 for _ in Path("/proc/self/fd").iterdir()),
            threading.active_count(),
            len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()),
            len(list(Path("/dev/shm").glob("sem.*"))) if Path("/dev/shm").is_dir() else 0,
            sum(1 for _ in folder.rglob("*")),
        )


def race(path: Path, history: Path) -> str:
    """One race with everything that follows it; how it closed."""
    from gilrace.analysis.expect import check_expectations
    from gilrace.history import keep
    from gilrace.race.session import RaceSession
    from gilrace.race.state import fold
    from gilrace.report import FORMATS
    from gilrace.scenario import load

    scenario = load(path)
    session = RaceSession(scenario)
    session.run()
    events = session.events()
    state = fold(events)
    outcomes = check_expectations(scenario.expect, state)
    for one in FORMATS.values():
        one.render(state, outcomes, events)
    keep(events, path, file=history, limit_bytes=2_000_000)
    return state.closed


def grown(first: Look, last: Look) -> list[str]:
    """What grew, in words."""
    before, after = asdict(first), asdict(last)
    free = {"memory_kb": MORE_KB, "semaphores": 1 << 30}
    names = [one.name for one in fields(Look) if after[one.name] > before[one.name] + free.get(one.name, 0)]
    return [f"{name} grew from {before[name]} to {after[name]}" for name in names]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--races", type=int, default=1000)
    options.add_argument("--seconds", type=float, default=86_400.0, help="stop after so long")
    given = options.parse_args()
    os.environ["GILRACE_QUEUE"] = "off"
    began, first, done = time.monotonic(), None, 0
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        folder = Path(name)
        (folder / "tmp").mkdir()
        tempfile.tempdir = str(folder / "tmp")
        path = folder / "soak.yaml"
        path.write_text(SCENARIO)
        while done < given.races and time.monotonic() - began < given.seconds:
            closed = race(path, folder / "history.sqlite3")
            assert closed == "complete", closed
            done += 1
            if done in (WARM_UP, given.races) or done % 100 == 0:
                look = Look.now(folder / "tmp")
                first = look if done == WARM_UP else first
                print(f"{done:6} {time.monotonic() - began:7.0f} s  {look}", flush=True)
        last = Look.now(folder / "tmp")
    worse = grown(first, last) if first else []
    print(f"{done} races; " + ("; ".join(worse) or "nothing grew") + f"; at first {first}, at last {last}")
    return int(bool(worse))


if __name__ == "__main__":
    sys.exit(main())
