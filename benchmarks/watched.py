"""What being watched costs: gilrace's heat against the same work on bare `concurrent.futures` or asyncio.

Both run in interleaved pairs, in processes of their own at the same niceness, and both are timed from the
making of the pool to its end. The ratio of wall times is 1.00 when watching costs nothing. Who goes first
changes from pair to pair; a row takes pairs until its interval is narrow enough or there have been too many.

    python benchmarks/watched.py [--pairs 40] [--until 0.01] [--costs 100us,1ms] [--seconds 1]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from gilrace.analysis.statistics import ratio_estimate
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
WORKERS = {"sequential": 1, "threads": 2, "processes": 2, "asyncio": 10}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=40, help="at most this many a row")
    parser.add_argument("--until", type=float, default=0.01, help="half an interval that is narrow enough")
    parser.add_argument("--only", default="", help="strategies, with commas; all without it")
    parser.add_argument("--costs", default="100us,1ms,10ms")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of a heat's work")
    asked = parser.parse_args()
    print("| strategy | chunk | item | work | pairs | bare, ms | watched, ms | ratio (95 %) |")
    print("|---|---|---|---|---|---|---|---|")
    for name in asked.costs.split(","):
        cost_ns = COSTS[name]
        for strategy, chunk in LANES:
            if asked.only and strategy not in asked.only.split(","):
                continue
            for work in ("burn", "rest") if strategy != "sequential" and cost_ns >= 1_000_000 else ("burn",):
                items = max(
                    20, int(asked.seconds * 1e9 / cost_ns) * (WORKERS[strategy] if work == "rest" else 1)
                )
                row(strategy, chunk, name, work, cost_ns, items, asked)


def row(strategy: str, chunk: int | None, name: str, work: str, cost_ns: int, items: int, asked: Any) -> None:
    what = (strategy, chunk, work, cost_ns, items)
    bare_ms: list[float] = []
    watched_ms: list[float] = []
    for pair in range(asked.pairs):
        turns = [(bare, bare_ms), (watched, watched_ms)]
        for runner, answers in turns if pair % 2 == 0 else turns[::-1]:
            answers.append(runner(*what))
        ratio = ratio_estimate(dict(enumerate(watched_ms)), dict(enumerate(bare_ms)))
        if pair >= 6 and ratio.high - ratio.low <= 2 * asked.until:
            break
    print(
        f"| {strategy} | {chunk or 'auto'} | {name} | {work} | {len(bare_ms)} | {median(bare_ms):.1f} "
        f"| {median(watched_ms):.1f} | {ratio.value:.3f} ({ratio.low:.3f} to {ratio.high:.3f}) |",
        flush=True,
    )


def bare(strategy: str, chunk: int | None, work: str, cost_ns: int, items: int) -> float:
    order = {
        "strategy": strategy,
        "chunk": chunk,
        "work": work,
        "cost_ns": cost_ns,
        "items": items,
        "workers": WORKERS[strategy],
    }
    out = subprocess.run(
        [sys.executable, str(HERE / "bare.py"), json.dumps(order)], stdout=subprocess.PIPE, check=True
    )
    return float(out.stdout) / 1e6


def watched(strategy: str, chunk: int | None, work: str, cost_ns: int, items: int) -> float:
    settings = {"limit" if strategy == "asyncio" else "workers": WORKERS[strategy], "chunk": chunk}
    lane = {strategy: {k: v for k, v in settings.items() if v is not None and strategy != "sequential"}}
    scenario = {
        "workload": {
            "use": f"{HERE / 'bare.py'}:{work}",
            "async": f"{HERE / 'bare.py'}:a{work}",
            "items": {"range": [0, items, 1]},
            "settings": {"cost_ns": cost_ns},
        },
        "lanes": [lane],
        "rounds": 1,
    }
    if work == "burn":
        del scenario["workload"]["async"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watched.yaml"
        path.write_text(json.dumps(scenario))
        session = RaceSession(load(path), Options(trusted=True))
        session.run()
    return next(e.metrics["wall_ns"] for e in session.events() if e.kind == "end") / 1e6


if __name__ == "__main__":
    main()
