"""Checks of what can be seen while a race runs: other programs, waits for the GIL, the screen."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from gilrace.meters import terminal
from gilrace.meters.cores import CoreMeter
from gilrace.meters.finding import Finding, good, warn
from gilrace.meters.foreign import ForeignMeter
from gilrace.meters.lane_cpu import LaneMeter
from gilrace.meters.readings import WAITING
from gilrace.meters.runtime_data import runtime_ranges

LISTENER = "import os; os.write(1, b'.'); os.read(0, 1)"
LOOKS = 50
WITHOUT = "the GIL share stays unknown; all else is measured"


def noise(root: Path, sleep: Callable[[float], None] = time.sleep) -> Finding:
    """How much other programs use right now, over half a second."""
    cores, foreign = CoreMeter(root / "proc"), ForeignMeter()
    foreign.read(cores.total_busy_ns(), 0)
    sleep(0.5)
    load = foreign.read(cores.total_busy_ns(), 0)
    cores.read()
    text = f"other programs use {load} % of a core, the hypervisor took {cores.steal_percent} %"
    if foreign.noisy or cores.steal_percent >= 2:
        return warn("noise", text, "close what is not needed: close results may stay inconclusive")
    return good("noise", text)


def gil_wait(root: Path) -> Finding:
    """Whether a child's threads can be looked into, tried on a real one that waits for its input."""
    if not (root / "proc/self/stat").exists():
        return warn("gil wait", "cannot be seen without /proc", WITHOUT)
    command = [sys.executable, "-I", "-S", "-c", LISTENER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0) as child:
        try:
            child.stdout.read(1)  # type: ignore[union-attr]
            seen = _sees_waiting(child.pid, root / "proc")
        finally:
            child.kill()
    if seen:
        return good("gil wait", "can be seen from outside, at no cost to a lane")
    return warn("gil wait", "may not be looked at (ptrace restrictions or an unknown processor)", WITHOUT)


def _sees_waiting(pid: int, proc: Path) -> bool:
    """Whether its wait for input is seen as such, and its runtime's data is found."""
    try:
        known = bool(runtime_ranges(f"{proc}/{pid}"))
    except OSError:
        return False
    with LaneMeter(pid, proc=proc) as meter:
        return known and any(_waits(meter) for _ in range(LOOKS))


def _waits(meter: LaneMeter) -> bool:
    time.sleep(0.001)
    return any(thread.state == WAITING for thread in meter.read().threads)


def screen(env: Mapping[str, str], streams: Sequence[terminal.Stream | None]) -> Finding:
    """What the terminal can show."""
    here = terminal.describe(env, streams)
    colours = {"none": "no colours", "truecolor": "true colour"}.get(here.colour, f"{here.colour} colours")
    where = f"{here.term or 'TERM not set'}, {here.columns} by {here.rows}, {colours}"
    where += "" if here.unicode else ", ASCII only"
    if not here.interactive:
        return warn(
            "terminal", f"not a terminal ({where})", "screens need one; `gilrace run` prints plain text"
        )
    if not here.unicode:
        return warn("terminal", where, "for bars and signs set LANG to a UTF-8 locale such as C.UTF-8")
    if here.columns < 80 or here.rows < 24:
        return warn("terminal", where, "screens are drawn for 80 by 24 and more")
    return good("terminal", where)
