"""Whole commands, timed by gilrace and by hyperfine in turns: the two should agree within their noise.

gilrace races a function that runs the command, in a sequential lane; hyperfine runs the command without a
shell, at the niceness of a lane. Who goes first changes from round to round. The ratio's interval is the one
that decides races (99 %); agreement means that it holds 1.

    python benchmarks/against_hyperfine.py [--rounds 8] [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from gilrace.analysis.separation import separation
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import load

PYTHON = shlex.quote(sys.executable)
COMMANDS = {
    "a command that sleeps": "sleep 0.1",
    "an interpreter's start": f"{PYTHON} -I -S -c pass",
    "a sum in Python": f"{PYTHON} -I -S -c 'print(sum(range(4000000)))'",
}
NICENESS = 10  # of lanes
WORK = """import subprocess


def call(item, command=()):
    subprocess.run(command, check=True, capture_output=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--runs", type=int, default=5, help="of the command, in each round")
    asked = parser.parse_args()
    if not shutil.which("hyperfine"):
        sys.exit("hyperfine is not installed here: nothing to compare with")
    print("| command | hyperfine, ms | gilrace, ms | gilrace / hyperfine (99 %) | |\n|---|---|---|---|---|")
    for name, command in COMMANDS.items():
        row(name, shlex.split(command), asked.rounds, asked.runs)


def row(name: str, command: list[str], rounds: int, runs: int) -> None:
    theirs: dict[int, float] = {}
    ours: dict[int, float] = {}
    for number in range(rounds):
        turns = [(by_hyperfine, theirs), (by_gilrace, ours)]
        for timed, answers in turns if number % 2 else turns[::-1]:
            answers[number] = timed(command, runs)
    gap = separation(ours, theirs)
    verdict = "agree" if gap.holds(1.0) else f"apart by {abs(gap.value - 1):.1%}"
    print(
        f"| {name} | {median(theirs.values()):.2f} | {median(ours.values()):.2f} "
        f"| {gap.value:.3f} ({gap.low:.3f} to {gap.high:.3f}) | {verdict} |",
        flush=True,
    )


def by_hyperfine(command: list[str], runs: int) -> float:
    """Mean wall time of a run, ms."""
    with tempfile.NamedTemporaryFile(suffix=".json") as out:
        subprocess.run(
            [
                "hyperfine",
                "-N",
                "--warmup",
                "1",
                "--runs",
                str(runs),
                "--export-json",
                out.name,
                shlex.join(command),
            ],
            check=True,
            capture_output=True,
            preexec_fn=lambda: os.nice(NICENESS),
        )
        return float(json.load(out)["results"][0]["mean"]) * 1e3


def by_gilrace(command: list[str], runs: int) -> float:
    """Mean wall time of a run, ms: the heat's wall time over its items."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "work.py").write_text(WORK)
        path = Path(folder, "command.yaml")
        settings = json.dumps({"command": command})
        path.write_text(
            f"workload: {{use: './work.py:call', items: {runs}, settings: {settings}}}\n"
            "lanes: [sequential]\nrounds: 1\nwarmup: 1\n"
        )
        session = RaceSession(load(path), Options(trusted=True, wait=False))
        session.run()
        (heat,) = fold(session.events()).lanes[0].counted
    return heat.metrics["wall_ns"] / runs / 1e6


if __name__ == "__main__":
    main()
