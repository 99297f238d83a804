"""How long gilrace takes to begin, over a bare interpreter, all in turns of one run.

`--help` is timed to the end of its process, `run` to the go of its first heat, as it is written to the
recording, the screens to their first picture in a terminal of 80×24.

    python benchmarks/startup.py [--turns 20]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from screen import Screen

from gilrace.analysis.statistics import median_estimate

GILRACE = (sys.executable, "-m", "gilrace")
RACE = "workload: {use: nap, items: 2, settings: {seconds: 0.001}}\nlanes: [%s]\nrounds: 1\n"
GOALS = {"--help": 120, "run: sequential, to go": 400, "run: processes, to go": 400, "first picture": 600}
QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}


def ended(*words: str) -> float:
    """Milliseconds of a whole process."""
    began = time.perf_counter()
    subprocess.run(words, check=True, **QUIET)  # type: ignore[call-overload]
    return (time.perf_counter() - began) * 1e3


def gone(folder: Path, lane: str) -> float:
    """Milliseconds to the first go: the recording is a pipe that is read here."""
    scenario, pipe = folder / f"{lane}.yaml", folder / "pipe"
    scenario.write_text(RACE % lane)
    os.mkfifo(pipe)
    env = {**os.environ, "GILRACE_QUEUE": "off", "GILRACE_HISTORY": "off"}
    words = [*GILRACE, "run", str(scenario), "--plain", "--record", str(pipe)]
    began = time.perf_counter()
    child = subprocess.Popen(words, env=env, **QUIET)  # type: ignore[call-overload]
    took = 0.0
    with pipe.open("rb") as lines:
        for line in lines:
            if not took and line.startswith(b'{"kind":"go"'):
                took = (time.perf_counter() - began) * 1e3
    pipe.unlink()
    if child.wait() or not took:
        raise SystemExit(f"the race of {lane} did not run")
    return took


def drawn(folder: Path) -> float:
    """Milliseconds to the first picture."""
    began = time.perf_counter()
    screen = Screen((80, 24), folder)
    screen.until(rb"SCENARIOS")
    took = (time.perf_counter() - began) * 1e3
    screen.child.send("q")
    screen.child.close(force=True)
    return took


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=20)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="startup-") as name:
        folder = Path(name)
        ways: dict[str, Callable[[], float]] = {
            "python -c pass": lambda: ended(sys.executable, "-c", "pass"),
            "--help": lambda: ended(*GILRACE, "--help"),
            "run: sequential, to go": lambda: gone(folder, "sequential"),
            "run: processes, to go": lambda: gone(folder, "processes"),
            "first picture": lambda: drawn(folder),
        }
        told: dict[str, list[float]] = {way: [] for way in ways}
        for turn in range(asked.turns + 1):
            for way, run in list(ways.items())[:: 1 if turn % 2 == 0 else -1]:
                took = run()
                if turn:  # the first one warms the disk's cache
                    told[way].append(took)
    base = told.pop("python -c pass")
    print(f"A bare interpreter: {sorted(base)[len(base) // 2]:.0f} ms. Over it, in {asked.turns} turns:\n")
    print("| what | ms over it (95 %) | goal |\n|---|---|---|")
    for way, took_ms in told.items():
        over = median_estimate(tuple(a - b for a, b in zip(took_ms, base, strict=True)))
        print(f"| {way} | {over.value:.0f} ({over.low:.0f} to {over.high:.0f}) | {GOALS[way]} |")


if __name__ == "__main__":
    main()
