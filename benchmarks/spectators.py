"""What a hundred spectators cost a race: heats with all of them stopped against heats with all looking.

One race runs on every core. Spectators follow it on screens in terminals of their own (`--plain`: as
sentences); once all have come they are stopped and continued in turns, from round to round, so that the same
race is measured with and without them. Who goes first changes from pair to pair.

    python benchmarks/spectators.py [--count 100] [--pairs 4] [--seconds 2] [--plain]
"""

from __future__ import annotations

import argparse
import json
import os
import pty
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from gilrace.analysis.statistics import ratio_estimate

ROUNDS = 1_000  # as many as a scenario may have
SEEN = 1_000  # bytes of a picture
COME_S = 600.0
CALM, CALM_S = 0.4, 4.0  # of a core together, over so many seconds
SETTLING = 10  # rounds at most until they are calm
EACH = 3  # rounds in a turn


class Spectator:
    """One, in a terminal of its own."""

    def __init__(self, folder: Path, pid: int, plain: bool) -> None:
        self.fd, theirs = pty.openpty()
        env = {**os.environ, "TERM": "xterm-256color", "TMPDIR": str(folder), "HOME": str(folder)}
        words = [sys.executable, "-m", "gilrace", "watch", str(pid), *(["--plain"] if plain else [])]
        try:
            self.child = subprocess.Popen(
                words, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True
            )
        finally:
            os.close(theirs)
        self.process = psutil.Process(self.child.pid)
        self.read = 0

    def cpu_s(self) -> float:
        return sum(self.process.cpu_times()[:2])

    def end(self) -> None:
        self.child.kill()
        self.child.wait()
        os.close(self.fd)


class Audience:
    """All of them; what they draw is read and thrown away."""

    def __init__(self, folder: Path, pid: int, count: int, plain: bool) -> None:
        self.all = [Spectator(folder, pid, plain) for _ in range(count)]
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def come(self) -> None:
        """Return when all of them see the race, and are done with coming."""
        until = time.monotonic() + COME_S
        while any(one.read < SEEN for one in self.all):
            if time.monotonic() > until or any(one.child.poll() is not None for one in self.all):
                raise SystemExit("not all spectators could come")
            time.sleep(0.1)
        while time.monotonic() < until:
            before, _ = self.cpu_s(), time.sleep(CALM_S)
            if self.cpu_s() - before < CALM * CALM_S:
                return
        raise SystemExit("the spectators do not calm down")

    def signal(self, number: int) -> None:
        for one in self.all:
            os.kill(one.child.pid, number)

    def cpu_s(self) -> float:
        return sum(one.cpu_s() for one in self.all)

    def memory_mb(self) -> float:
        """Of one: what it does not share with others."""
        return median(one.process.memory_full_info().uss for one in self.all[:10]) / 1e6

    def end(self) -> None:
        self._over.set()
        self._reader.join()
        for one in self.all:
            one.end()

    def _read(self) -> None:
        with selectors.DefaultSelector() as selector:
            for one in self.all:
                selector.register(one.fd, selectors.EVENT_READ, one)
            while not self._over.is_set():
                for key, _ in selector.select(0.2):
                    try:
                        key.data.read += len(os.read(key.fd, 1 << 16))
                    except OSError:
                        selector.unregister(key.fd)


def ends(record: Path) -> Iterator[dict[str, Any]]:
    """Every heat's end as it is written, from now on."""
    with record.open() as file:
        file.seek(0, os.SEEK_END)
        rest = ""
        while True:
            rest += file.read()
            *lines, rest = rest.split("\n")
            yield from (line for line in map(json.loads, lines) if line["kind"] == "end")
            time.sleep(0.005)


def race(folder: Path, seconds: float) -> subprocess.Popen[bytes]:
    """A race that goes on until it is ended, of two lanes."""
    bare = Path(__file__).parent / "bare.py"
    scenario = {
        "workload": {
            "use": f"{bare}:burn",
            "items": int(seconds / 0.001),
            "settings": {"cost_ns": 1_000_000},
        },
        "lanes": [{"processes": {"workers": "cores"}}, "sequential"],
        "rounds": ROUNDS,
        "timeout": "10m",
    }
    (folder / "show.yaml").write_text(json.dumps(scenario))
    env = {**os.environ, "TMPDIR": str(folder), "GILRACE_QUEUE": "off", "GILRACE_TRUST": "1"}
    words = ["run", "show.yaml", "-q", "--plain", "--no-history", "--record", "r.race"]
    return subprocess.Popen([sys.executable, "-m", "gilrace", *words], cwd=folder, env=env)


def turns(record: Path, audience: Audience, pairs: int) -> tuple[list[dict[int, list[float]]], float]:
    """Walls of each lane in ms, {0: without spectators, 1: with}; and the share of a core they used then."""
    walls: list[dict[int, list[float]]] = [{0: [], 1: []}, {0: [], 1: []}]  # by lane, then by whether looking
    found = ends(record)
    next(found)
    while next(found)["heat"] % 2 == 0:  # to the end of a round
        pass

    def a_round() -> tuple[list[float], float]:
        before, began = audience.cpu_s(), time.monotonic()
        heats = [next(found)["metrics"]["wall_ns"] / 1e6 for _ in range(2)]
        return heats, (audience.cpu_s() - before) / (time.monotonic() - began)

    used = []
    for pair in range(pairs):
        for looking in (0, 1) if pair % 2 == 0 else (1, 0):
            audience.signal(signal.SIGCONT if looking else signal.SIGSTOP)
            for _ in range(SETTLING):  # whoever is continued paints his screen anew
                if a_round()[1] < CALM:
                    break
            for _ in range(EACH):
                heats, cpu = a_round()
                for lane, wall in enumerate(heats):
                    walls[lane][looking].append(wall)
                used += [cpu] if looking else []
    audience.signal(signal.SIGCONT)
    return walls, sum(used) / len(used)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--pairs", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=2.0, help="of work in a heat")
    parser.add_argument("--plain", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # nobody may stay
    with tempfile.TemporaryDirectory(prefix="watch-") as name:
        folder = Path(name)
        running = race(folder, asked.seconds)
        ending: list[Callable[[], object]] = [running.wait, running.terminate]
        try:
            wait_for(folder / "r.race", b'"kind":"go"')
            audience = Audience(folder, running.pid, asked.count, asked.plain)
            ending.append(audience.end)
            audience.come()
            walls, cpu = turns(folder / "r.race", audience, asked.pairs)
            memory = audience.memory_mb()
        finally:
            for step in reversed(ending):
                step()
    kind = "in sentences" if asked.plain else "on screens of 80×24"
    print(f"{asked.count} spectators {kind}: {cpu:.1%} of a core together, {memory:.0f} MB each\n")
    print("| lane | pairs | nobody looks, ms | all look, ms | ratio (95 %) |\n|---|---|---|---|---|")
    for lane, title in enumerate(("processes, every core", "sequential")):
        show(title, walls[lane])


def show(title: str, walls: dict[int, Sequence[float]] | Any) -> None:
    ratio = ratio_estimate(dict(enumerate(walls[1])), dict(enumerate(walls[0])))
    print(
        f"| {title} | {len(walls[0])} | {median(walls[0]):.0f} | {median(walls[1]):.0f} "
        f"| {ratio.value:.3f} ({ratio.low:.3f} to {ratio.high:.3f}) |"
    )


def wait_for(path: Path, what: bytes) -> None:
    until = time.monotonic() + 60
    while not path.exists() or what not in path.read_bytes():
        if time.monotonic() > until:
            raise SystemExit("the race did not begin")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
