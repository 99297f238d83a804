"""How cost grows with what is raced and recorded: seconds and the peak of memory, from small to large.

    python benchmarks/growth.py
    python benchmarks/growth.py --only recordings --most 100MB
    python benchmarks/growth.py --only items,workers

`growth` is the exponent from one size to the next: 1.00 is linear, less is better. The exit code is 1 when a
row that took long enough to tell (a tenth of a second) grew by more than 1.25. Memory is the largest resident
size of any process of the command. Recordings of any size are made from a small real one, in a temporary
folder: one by more and more heats, up to what a race may have; one by a heat that never ends. The largest
needs twice its size on disk.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from gilrace.scenario.model_parts import MOST_PROCESSES

WORSE, TELLING_S = 1.25, 0.1
UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}
GILRACE = (sys.executable, "-m", "gilrace")
ROUNDS = 1_000  # as many as a race may have
OWN = "def work(item):\n    return item * item\n"
LIMIT_S = 1200


class Cost(NamedTuple):
    """Of one command."""

    seconds: float
    peak_mb: float
    told: str = ""  # more about it


class Table:
    """Rows as they come; what grew too fast is counted."""

    def __init__(self) -> None:
        self.worse: list[str] = []
        self._before: dict[str, tuple[float, float]] = {}
        print("| what | size | s | growth | peak, MB | |\n|---|---|---|---|---|---|")

    def row(self, what: str, size: float, shown: str, cost: Cost) -> None:
        growth = ""
        if before := self._before.get(what):
            exponent = math.log(cost.seconds / before[1]) / math.log(size / before[0])
            growth = f"{exponent:.2f}"
            if exponent > WORSE and cost.seconds > TELLING_S:
                self.worse.append(f"{what} at {shown}: {growth}")
        self._before[what] = (size, cost.seconds)
        cells = (what, shown, f"{cost.seconds:.3f}", growth, f"{cost.peak_mb:.0f}", cost.told)
        print(f"| {' | '.join(cells)} |", flush=True)


def cost_of(words: Sequence[str], folder: Path) -> Cost:
    """Run a gilrace command to its end. Raises SystemExit when it fails."""
    return measured((*GILRACE, *words), folder)


def measured(command: Sequence[str], folder: Path) -> Cost:
    """Run any command in a folder."""
    env = {**os.environ, "GILRACE_QUEUE": "off", "GILRACE_HISTORY": "off", "GILRACE_TRUST": "1"}
    began = time.monotonic()
    with open(folder / "told.txt", "w+b") as told:
        child = subprocess.Popen(command, cwd=folder, stdout=told, stderr=told, env=env)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - began
        if child.returncode:
            told.seek(0)
            raise SystemExit(f"{' '.join(command)}: {child.returncode}\n{told.read()[-2000:].decode()}")
    return Cost(seconds, usage.ru_maxrss / 1024)


def raced(folder: Path, scenario: dict[str, Any]) -> tuple[Cost, list[dict[str, Any]]]:
    """A race, and the lines of its recording."""
    path, record = folder / "growth.yaml", folder / "r.race"
    path.write_text(json.dumps({"rounds": 1, "timeout": "10m", **scenario}))
    cost = cost_of(["run", str(path), "--plain", "--quiet", "--record", str(record)], folder)
    return cost, [json.loads(line) for line in record.read_text().splitlines()]


def ends(lines: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every heat's end; all must have finished."""
    for line in lines:
        if line["kind"] == "end":
            if line["status"] != "finished":
                raise SystemExit(line["reason"])
            yield line


def items(table: Table, folder: Path, most: int) -> None:
    """Of next to no work: all that is seen is what gilrace adds."""
    (folder / "own.py").write_text(OWN)
    for count in sizes(100, min(most, 10**6), 100):
        for lane in ("sequential", {"threads": {"workers": 2}}, {"processes": {"workers": 2}}, "asyncio"):
            name = lane if isinstance(lane, str) else next(iter(lane))
            cost, lines = raced(
                folder, {"workload": {"use": "./own.py:work", "items": count}, "lanes": [lane]}
            )
            wall = next(ends(lines))["metrics"]["wall_ns"] / 1e9
            size = (folder / "r.race").stat().st_size / 1e6
            told = f"heat {wall * 1e3:.1f} ms, {wall * 1e9 / count:.0f} ns an item; file {size:.3f} MB"
            table.row(f"items, {name}: race", count, f"{count}", cost._replace(told=told))
        cost = cost_of(["report", "r.race", "--html", "out.html"], folder)
        table.row("items: report", count, f"{count}", cost)


def lanes(table: Table, folder: Path, most: int) -> None:
    """Heats of a millisecond, one a lane. A file may name twelve: these are made as a sweep makes its own."""
    one = {"use": "nap", "items": 2, "settings": {"seconds": 0.0005}}
    (folder / "lanes.yaml").write_text(json.dumps({"workload": one, "lanes": ["sequential"], "rounds": 1}))
    for count in (n for n in (2, 4, 8, 16, 32, 64) if n <= most):
        cost = measured((sys.executable, __file__, "--race-lanes", str(count)), folder)
        told = f"{cost.seconds / count * 1e3:.0f} ms a lane"
        table.row("lanes: race", count, f"{count}", cost._replace(told=told))
        report = cost_of(["report", "r.race", "--html", "o.html"], folder)
        table.row("lanes: report", count, f"{count}", report)


def race_lanes(count: int) -> None:
    """In a process of its own: so many lanes of the scenario here, recorded."""
    from gilrace.race.plan import Options
    from gilrace.race.session import RaceSession
    from gilrace.scenario import load

    scenario = load(Path("lanes.yaml"))
    letters = [
        chr(ord("A") + k) if k < 26 else chr(ord("\N{GREEK SMALL LETTER ALPHA}") + k) for k in range(count)
    ]
    made = (
        replace(scenario.lanes[0], id=f"lane-{k}", name=f"lane {k}", letter=x) for k, x in enumerate(letters)
    )
    RaceSession(
        replace(scenario, lanes=tuple(made), yardstick="lane-0"), Options(record=Path("r.race"))
    ).run()


def workers(table: Table, folder: Path, most: int) -> None:
    """A second of naps each; beside start-up, what the referee uses of a core to watch so many."""
    for strategy, key in (("threads", "workers"), ("processes", "workers"), ("asyncio", "limit")):
        cap = MOST_PROCESSES if strategy == "processes" else most
        for count in (n for n in (1, 8, 64, 512) if n <= min(most, cap)):
            work = {"use": "nap", "items": 20 * count, "settings": {"seconds": 0.05}}
            cost, lines = raced(folder, {"workload": work, "lanes": [{strategy: {key: count}}]})
            end = next(ends(lines))["metrics"]
            looks = [line["ui"] for line in lines if line["kind"] == "sample" and line["cores"]]
            told = (
                f"start-up {end['startup_ns'] / 1e6:.0f} ms, running {end['running_ns'] / 1e9:.2f} s, "
                f"gilrace {sum(looks) / max(len(looks), 1):.1f} % of a core"
            )
            table.row(f"workers, {strategy}", count, f"{count}", cost._replace(told=told))


def connections(table: Table, folder: Path, most: int) -> None:
    """All at once, each answered after 50 ms."""
    for count in sizes(100, min(most, 10_000), 10):
        work = {"use": "fetch", "items": count, "server": {"delay": "50ms"}}
        cost, lines = raced(folder, {"workload": work, "lanes": [{"asyncio": {"limit": count}}]})
        end = next(ends(lines))["metrics"]
        told = (
            f"heat {end['wall_ns'] / 1e9:.2f} s, p50 {end['p50_ns'] / 1e6:.0f} ms, errors {end['errors']:.0f}"
        )
        table.row("connections", count, f"{count}", cost._replace(told=told))


def recordings(table: Table, folder: Path, most: int) -> None:
    """Read, folded, shown in words, documented, and opened on a screen."""
    _, lines = raced(
        folder,
        {
            "workload": {"use": "nap", "items": 60, "settings": {"seconds": 0.002}},
            "lanes": ["sequential", {"threads": {"workers": 2}}],
        },
    )
    for shape, grown in (("heats", more_heats), ("one long heat", longer_heat)):
        for size in sizes(10_000, most, 10):
            path = folder / "grown.race"
            write(path, grown(lines, size), lines[-1], size)
            bytes_, words = path.stat().st_size, f"{path.stat().st_size / 1e6:.2f} MB"
            for name, command in COMMANDS.items():
                done = cost_of([*command, path.name], folder)
                speed = f"{bytes_ / 1e6 / done.seconds:.1f} MB/s"
                table.row(f"{shape}: {name}", bytes_, words, done._replace(told=speed))
            table.row(f"{shape}: first picture", bytes_, words, opened(path, folder))
            path.unlink()


COMMANDS = {
    "replay --json": ("replay", "--json", "out.json"),
    "replay --plain": ("replay", "--plain"),
    "report --html": ("report", "--html", "out.html"),
    "report --trace": ("report", "--trace", "out.trace"),
}


def opened(path: Path, folder: Path) -> Cost:
    """Until the replay is drawn, in a terminal."""
    sys.path.insert(0, str(Path(__file__).parent))
    from screen import Screen

    began = time.monotonic()
    screen = Screen((80, 24), folder, "replay", str(path))
    screen.until(rb"REPLAY", LIMIT_S)
    seconds = time.monotonic() - began
    peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{screen.child.pid}/status").read_text())
    screen.child.send("q")
    screen.child.close(force=True)
    return Cost(seconds, int(peak[1]) / 1024 if peak else 0.0)


def write(path: Path, lines: Iterator[dict[str, Any]], last: dict[str, Any], size: int) -> None:
    """Lines up to a size, and the last one."""
    with path.open("w") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
            if file.tell() >= size:
                break
        file.write(json.dumps({**last, "t": line["t"]}) + "\n")


def more_heats(lines: Sequence[dict[str, Any]], size: int) -> Iterator[dict[str, Any]]:
    """The race again and again, as often as a race has rounds at most, of heats looked at more often."""
    heats = sum(line["kind"] == "heat" for line in lines)
    sampled = sum(len(json.dumps(line)) for line in lines if line["kind"] == "sample")
    looks = 1 + size // (ROUNDS * sampled)
    yield {**lines[0], "rounds": ROUNDS, "heats": ROUNDS * heats}
    for turn in itertools.count():
        for line in lines[1:-1]:
            again = {**line, "t": line["t"] + turn * lines[-1]["t"]}
            if "heat" in line:
                again["heat"] = line["heat"] + turn * heats
            if "round" in line:
                again["round"] = line["round"] + turn
            yield from itertools.repeat(again, looks if line["kind"] == "sample" else 1)


def longer_heat(lines: Sequence[dict[str, Any]], _: int) -> Iterator[dict[str, Any]]:
    """The first heat, sampled for ever."""
    start = next(k for k, line in enumerate(lines) if line["kind"] == "sample")
    yield from lines[:start]
    samples = [line for line in lines[start:] if line["kind"] == "sample" and line["heat"] == 0]
    t, done = lines[start]["t"], 0
    while True:
        for line in samples:
            t, done = t + 50_000_000, done + 1
            yield {**line, "t": t, "done": done, "cpu_ns": done * 1000, "cores": [50, 50]}


def sizes(first: int, most: int, step: int) -> Iterator[int]:
    """From the first up to the most."""
    while first <= most:
        yield first
        first *= step


def number(text: str) -> int:
    """``10KB``, ``1GB``, ``512``."""
    found = re.fullmatch(r"(\d+)(KB|MB|GB)?", text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is no size")
    return int(found[1]) * UNITS.get(found[2] or "", 1)


PARTS: dict[str, Callable[[Table, Path, int], None]] = {
    "items": items,
    "lanes": lanes,
    "workers": workers,
    "connections": connections,
    "recordings": recordings,
}


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)}; commas between")
    options.add_argument("--most", type=number, default=10**9, help="the largest size; 100MB for recordings")
    options.add_argument("--race-lanes", type=int, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.race_lanes:
        race_lanes(given.race_lanes)
        return 0
    table = Table()
    for name in given.only.split(","):
        with tempfile.TemporaryDirectory(prefix="growth-") as folder:
            PARTS[name](table, Path(folder), given.most)
    print("\n" + ("; ".join(table.worse) or "Nothing grew worse than linearly."))
    return int(bool(table.worse))


if __name__ == "__main__":
    sys.exit(main())
