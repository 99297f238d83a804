"""What the screens cost: bytes to the terminal, CPU of gilrace itself, and how soon a key is answered.

Runs the real program in a pseudo-terminal, once per size, through browser, a race on every core, and a
replay. A key is answered when what it asks for is drawn. CPU is that of gilrace's own process; in a race, in
brackets, that of its screen alone, without the referee that samples the lanes.

    python benchmarks/screen.py [--sizes 80x24,120x40] [--keys 40]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import pexpect
import psutil

RACE = {
    "title": "Burning",
    "workload": {"use": "primes", "items": 1500},
    "lanes": [{"processes": {"workers": "cores"}}, "sequential"],
    "rounds": 1,
    "timeout": "5m",
}


class Cost(NamedTuple):
    """KiB/s, and percent of a core: of gilrace, and of its screen alone."""

    kib: float
    cpu: float
    screen: float


class Screen:
    """A running gilrace: everything it writes is read and counted."""

    def __init__(self, size: tuple[int, int], folder: Path, *args: str) -> None:
        env = {
            **os.environ,
            "TERM": "xterm-256color",
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "GILRACE_QUEUE": "off",
        }
        env.pop("NO_COLOR", None)
        self.child = pexpect.spawn(
            sys.executable, ["-m", "gilrace", *args], env=env, dimensions=(size[1], size[0]), cwd=str(folder)
        )
        self.child.delaybeforesend = None
        self.process = psutil.Process(self.child.pid)
        self.bytes = 0
        self.text = b""

    def feed(self, seconds: float) -> bool:
        """Read what comes within a time; whether anything did."""
        with contextlib.suppress(pexpect.TIMEOUT):
            data = self.child.read_nonblocking(1 << 16, seconds)
            self.bytes += len(data)
            self.text = (self.text + data)[-200_000:]
            return True
        return False

    def until(self, pattern: bytes, limit_s: float = 120.0) -> float:
        """Read until a pattern was drawn; seconds it took."""
        begun = time.monotonic()
        self.text = b""
        while not re.search(pattern, self.text):
            if time.monotonic() - begun > limit_s:
                raise SystemExit(f"{pattern!r} was not drawn within {limit_s} s")
            self.feed(0.05)
        return time.monotonic() - begun

    def cost(self, seconds: float) -> Cost:
        """What is written and used over a time."""
        before, begun, cpu = self.bytes, time.monotonic(), self._cpu_s()
        while (left := begun + seconds - time.monotonic()) > 0:
            self.feed(min(left, 0.1))
        took = time.monotonic() - begun
        whole, screen = (100 * (b - a) / took for a, b in zip(cpu, self._cpu_s(), strict=True))
        return Cost((self.bytes - before) / 1024 / took, whole, screen)

    def _cpu_s(self) -> tuple[float, float]:
        """Of the whole process, and of its first thread, which draws."""
        first = next(one for one in self.process.threads() if one.id == self.process.pid)
        return sum(self.process.cpu_times()[:2]), first.user_time + first.system_time

    def latency_ms(self, key: str, answer: bytes) -> float:
        """From a key to the end of what it asks for."""
        while self.feed(0.01):
            pass
        begun, self.text = time.monotonic(), b""
        self.child.send(key)
        while answer not in self.text:
            self.feed(0.5)
        return (time.monotonic() - begun) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="80x24,120x40")
    parser.add_argument("--keys", type=int, default=40)
    asked = parser.parse_args()
    print(f"Load of the last minute before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    print("| size | first frame, ms | browser idle | race | replay | key p50 / p99, ms |")
    print("|---|---|---|---|---|---|")
    for text in asked.sizes.split(","):
        columns, rows = map(int, text.split("x"))
        print(row((columns, rows), asked.keys), flush=True)


def row(size: tuple[int, int], keys: int) -> str:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "burning.yaml").write_text(json.dumps(RACE))
        browser = Screen(size, folder)
        first = browser.until(rb"SCENARIOS") * 1000
        browser.cost(1.0)
        idle = browser.cost(3.0)
        browser.child.send("q")
        race = Screen(size, folder, "burning.yaml")
        race.until(rb"FAIR HEATS")
        race.cost(1.0)
        racing = race.cost(3.0)
        answers = [("?", b"HELP"), ("?", b"progress")] * (keys // 2)
        waits = sorted(race.latency_ms(key, answer) for key, answer in answers)
        race.until(rb"FINISHED")
        race.child.send("r")
        race.until(rb"REPLAY")
        replaying = race.cost(3.0)
        race.child.send("q")
    shown = (f"{one.kib:.1f} KiB/s, {one.cpu:.1f} %" for one in (idle, racing, replaying))
    idles, races, replays = shown
    told = f"{idles} | {races} ({racing.screen:.1f}) | {replays}"
    p99 = waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    return f"| {size[0]}×{size[1]} | {first:.0f} | {told} | {waits[len(waits) // 2]:.0f} / {p99:.0f} |"


if __name__ == "__main__":
    main()
