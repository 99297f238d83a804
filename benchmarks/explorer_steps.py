"""How soon the stepper answers, drawing included: from a key to the frame that shows what it did.

Runs the real program in a pseudo-terminal and reads its screen as a terminal would. A step is made by an
actor's number or ``n``, so it is asked of the demo's process; a step back is ``b``; a failing interleaving is
``x``, from the start each time. Steps and steps back are to take 50 ms at most, a failing one 100 ms.

    python benchmarks/explorer_steps.py [--rounds 20] [--sizes 80x24,120x40]
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

DEMOS = ("lost_update", "lock_order", "dining", "transfer", "readers_first", "async_lost_update")
LIMITS_MS = {"step": 50, "step back": 50, "failing": 100}
HOME = "\x1b[H"
AT = re.compile(r"step (\d+)/(\d+)")
LONGEST_S = 20.0


class Stepper:
    """A running gilrace that shows one demo, and the screen it draws."""

    def __init__(self, demo: str, size: tuple[int, int], folder: Path) -> None:
        file = folder / f"{demo}.yaml"
        file.write_text(f"title: {demo}\ndemo:\n  use: {demo}\n", encoding="utf-8")
        env = {**os.environ, "TERM": "xterm-256color", "HOME": str(folder), "LANG": "C.UTF-8"}
        env.pop("NO_COLOR", None)
        self.screen = pyte.Screen(*size)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(
            sys.executable, ["-m", "gilrace", str(file)], env=env, dimensions=size[::-1], cwd=str(folder)
        )
        self.child.delaybeforesend = None
        self.until(lambda: self.at is not None)
        self.until(lambda: "exploring all of them" not in self.text)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    @property
    def at(self) -> tuple[int, int] | None:
        """The step shown, and how many are known."""
        found = AT.search(self.text)
        return (int(found[1]), int(found[2])) if found else None

    def until(self, so: Callable[[], bool], longest_s: float = LONGEST_S) -> bool:
        """Read until the screen shows it."""
        end = time.monotonic() + longest_s
        while not so():
            if time.monotonic() > end:
                return False
            with contextlib.suppress(pexpect.TIMEOUT):
                self.stream.feed(self.child.read_nonblocking(1 << 16, 0.05))
        return True

    def timed(self, key: str) -> float | None:
        """Milliseconds until a key has changed the step shown; None when it does not."""
        before, began = self.at, time.perf_counter()
        self.child.send(key)
        changed = self.until(lambda: self.at != before, 1.0)
        return 1000 * (time.perf_counter() - began) if changed else None

    def home(self) -> None:
        """To the start."""
        self.child.send(HOME)
        self.until(lambda: (self.at or (1, 1))[0] == 0)

    def close(self) -> None:
        """End it."""
        self.child.send("q")
        self.child.expect(pexpect.EOF, timeout=LONGEST_S)
        self.child.close()


def measured(demo: str, size: tuple[int, int], rounds: int, folder: Path) -> dict[str, list[float]]:
    """Milliseconds of each kind of key."""
    took: dict[str, list[float]] = {kind: [] for kind in LIMITS_MS}
    stepper = Stepper(demo, size, folder)
    for number in range(rounds):
        stepper.home()
        # The other actor each time: what was known of the way before is forgotten.
        keys = "12"[number % 2] + "nn"
        for kind, key in (*(("step", key) for key in keys), *(("step back", "b") for _ in keys)):
            ms = stepper.timed(key)
            if ms is not None:
                took[kind].append(ms)
        stepper.home()
        ms = stepper.timed("x")
        if ms is not None:
            took["failing"].append(ms)
    stepper.close()
    return took


def main() -> None:
    """Print the table. Exit code 1 when a p99 is over its limit."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--sizes", default="80x24,120x40")
    options = asked.parse_args()
    print(f"{'demo':20}{'size':>8}  {'key':10}{'n':>5}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}{'limit':>7}")
    late = False
    with tempfile.TemporaryDirectory() as folder:
        for size in options.sizes.split(","):
            columns, lines = map(int, size.split("x"))
            for demo in DEMOS:
                took = measured(demo, (columns, lines), options.rounds, Path(folder))
                for kind, times in took.items():
                    late |= _row(demo, size, kind, times)
    raise SystemExit(1 if late else 0)


def _row(demo: str, size: str, kind: str, times: list[float]) -> bool:
    """Print a row; whether it is over the limit."""
    if len(times) < 2:
        print(f"{demo:20}{size:>8}  {kind:10}{len(times):>5}  too few")
        return True
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    limit = LIMITS_MS[kind]
    late = cuts[98] > limit
    print(
        f"{demo:20}{size:>8}  {kind:10}{len(times):>5}{cuts[49]:9.1f}{cuts[98]:9.1f}{max(times):9.1f}"
        f"{limit:7}{'  LATE' if late else ''}"
    )
    return late


if __name__ == "__main__":
    main()
