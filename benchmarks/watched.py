"""What being watched costs: gilrace's heat against the same work on bare `concurrent.futures` or asyncio.

Both run in processes of their own at the same niceness, and both are timed from the making of the pool to its
end. They take turns as bare, watched, watched, bare and the other way round, so that a machine that grows
slower or faster meanwhile favours nobody: each four give one ratio, a row tells their median. It is 1.00
when watching costs nothing. The ratio of CPU times says the same of work that computes, less disturbed by
other programs. A row goes on until its interval is narrow enough or there have been too many turns.

    python benchmarks/watched.py [--turns 20] [--until 0.01] [--costs 100us,1ms] [--seconds 0.5]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

from gilrace.analysis.statistics import Estimate, median_estimate
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.scenario import load

HERE = Path(__file__).parent
COSTS = {"1us": 1_000, "10us": 10_000, "100us": 100_000, "1ms": 1_000_000, "10ms": 10_000_000}
LANES = [
    ("sequential", None),
    ("threads", 1),
    ("threads", None),
    ("processes", 1),
    ("processes", None),
    ("asyncio", 1),
    ("asyncio", None),
]
WAITS = ("burn", "rest")  # the same without and with waiting
WORKERS = {"sequential": 1, "threads": 2, "processes": 2, "asyncio": 10}


@dataclass(frozen=True)
class Timed:
    """One run."""

    wall_ms: float
    cpu_ms: float

    def __add__(self, other: Timed) -> Timed:
        return Timed(self.wall_ms + other.wall_ms, self.cpu_ms + other.cpu_ms)


@dataclass(frozen=True)
class Case:
    """One row: what is run, both ways."""

    strategy: str
    chunk: int | None
    work: str
    cost_ns: int
    items: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=20, help="at most so many fours a row")
    parser.add_argument("--until", type=float, default=0.01, help="half an interval that is narrow enough")
    parser.add_argument("--only", default="", help="strategies, with commas; all without it")
    parser.add_argument("--costs", default="100us,1ms,10ms")
    parser.add_argument("--seconds", type=float, default=0.5, help="length of a heat's work")
    asked = parser.parse_args()
    print("| strategy | chunk | item | work | fours | bare, ms | watched, ms | wall (95 %) | CPU (95 %) |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in asked.costs.split(","):
        for strategy, chunk in LANES:
            if asked.only and strategy not in asked.only.split(","):
                continue
            for work in WAITS if strategy != "sequential" and COSTS[name] >= 1_000_000 else WAITS[:1]:
                count = int(asked.seconds * 1e9 / COSTS[name]) * (WORKERS[strategy] if work == "rest" else 1)
                row(Case(strategy, chunk, work, COSTS[name], max(20, count)), name, asked)


def row(case: Case, name: str, asked: Any) -> None:
    bare_of: list[Timed] = []
    watched_of: list[Timed] = []
    for turn in range(asked.turns):
        sides = [(bare, bare_of), (watched, watched_of)][:: 1 if turn % 2 == 0 else -1]
        (first, firsts), (second, seconds) = sides
        one, two, three, four = first(case), second(case), second(case), first(case)
        firsts.append(one + four)
        seconds.append(two + three)
        wall = median_estimate([w.wall_ms / b.wall_ms for w, b in zip(watched_of, bare_of, strict=True)])
        if turn >= 5 and wall.high - wall.low <= 2 * asked.until:
            break
    cpu = median_estimate([w.cpu_ms / b.cpu_ms for w, b in zip(watched_of, bare_of, strict=True)])
    print(
        f"| {case.strategy} | {case.chunk or 'auto'} | {name} | {case.work} | {len(bare_of)} "
        f"| {median(t.wall_ms for t in bare_of) / 2:.1f} | {median(t.wall_ms for t in watched_of) / 2:.1f} "
        f"| {words(wall)} | {words(cpu) if case.work == 'burn' else ''} |",
        flush=True,
    )


def words(ratio: Estimate) -> str:
    return f"{ratio.value:.3f} ({ratio.low:.3f} to {ratio.high:.3f})"


def bare(case: Case) -> Timed:
    order = json.dumps({**asdict(case), "workers": WORKERS[case.strategy]})
    out = subprocess.run(
        [sys.executable, str(HERE / "bare.py"), order], stdout=subprocess.PIPE, check=True, text=True
    )
    wall_ns, cpu_ns = out.stdout.split()
    return Timed(float(wall_ns) / 1e6, float(cpu_ns) / 1e6)


def watched(case: Case) -> Timed:
    settings = {
        "limit" if case.strategy == "asyncio" else "workers": WORKERS[case.strategy],
        "chunk": case.chunk,
    }
    given = {k: v for k, v in settings.items() if v is not None and case.strategy != "sequential"}
    scenario = {
        "workload": {
            "use": f"{HERE / 'bare.py'}:{case.work}",
            "async": f"{HERE / 'bare.py'}:a{case.work}",
            "items": {"range": [0, case.items, 1]},
            "settings": {"cost_ns": case.cost_ns},
        },
        "lanes": [{case.strategy: given}],
        "rounds": 1,
    }
    if case.work == "burn":
        del scenario["workload"]["async"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watched.yaml"
        path.write_text(json.dumps(scenario))
        session = RaceSession(load(path), Options(trusted=True))
        session.run()
    metrics = next(e.metrics for e in session.events() if e.kind == "end")
    return Timed(metrics["wall_ns"] / 1e6, metrics["cpu_ns"] / 1e6)


if __name__ == "__main__":
    main()
