"""What being watched costs: gilrace's heat against the same work on bare `concurrent.futures` or asyncio.

Both run in interleaved pairs, in processes of their own at the same niceness, and both are timed from the
making of the pool to its end. The ratio of wall times is 1.00 when watching costs nothing.

    python benchmarks/watched.py [--pairs 7] [--costs 100us,1ms] [--seconds 0.5]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from gilrace.analysis.statistics import ratio_estimate
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
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--costs", default="100us,1ms,10ms")
    parser.add_argument("--seconds", type=float, default=0.5, help="length of a heat's work")
    asked = parser.parse_args()
    print("| strategy | chunk | item | work | bare, ms | watched, ms | ratio (95 %) |")
    print("|---|---|---|---|---|---|---|")
    for name in asked.costs.split(","):
        cost_ns = COSTS[name]
        for strategy, chunk in LANES:
            for work in ("burn", "rest") if strategy != "sequential" and cost_ns >= 1_000_000 else ("burn",):
                items = max(
                    20, int(asked.seconds * 1e9 / cost_ns) * (WORKERS[strategy] if work == "rest" else 1)
                )
                row(strategy, chunk, name, work, cost_ns, items, asked.pairs)


def row(strategy: str, chunk: int | None, name: str, work: str, cost_ns: int, items: int, pairs: int) -> None:
    bare_ms, watched_ms = [], []
    for _ in range(pairs):
        bare_ms.append(bare(strategy, chunk, work, cost_ns, items))
        watched_ms.append(watched(strategy, chunk, work, cost_ns, items))
    ratio = ratio_estimate(dict(enumerate(watched_ms)), dict(enumerate(bare_ms)))
    print(
        f"| {strategy} | {chunk or 'auto'} | {name} | {work} | {sorted(bare_ms)[pairs // 2]:.1f} "
        f"| {sorted(watched_ms)[pairs // 2]:.1f} | {ratio.value:.3f} ({ratio.low:.3f} to {ratio.high:.3f}) |",
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
        session = RaceSession(load(path))
        session.run()
    return next(e.metrics["wall_ns"] for e in session.events() if e.kind == "end") / 1e6


if __name__ == "__main__":
    main()
