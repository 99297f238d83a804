"""gilrace's lanes beside other tools that run items on two processes and show how far they are.

All run the same items in the same run, in turns, each in a process of its own; timed from the making of the
pool to its end. The ratio is to a bare `ProcessPoolExecutor` with 16 chunks a worker (below 1: quicker). A
tool that is not installed is named and left out: pip install tqdm rich mpire joblib distributed.

    python benchmarks/peers.py [--pairs 7] [--costs 1us,100us,10ms] [--seconds 1]
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
from bare import burn
from watched import COSTS, Case, watched

from gilrace.analysis.statistics import ratio_estimate

WORKERS = 2
Call = Callable[[int], int]


def pool(call: Call, items: Sequence[int]) -> list[int]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(WORKERS) as executor:
        return list(executor.map(call, items, chunksize=max(1, len(items) // (WORKERS * 16))))


def pool_by_one(call: Call, items: Sequence[int]) -> list[int]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(WORKERS) as executor:
        return list(executor.map(call, items))


def multiprocessing_pool(call: Call, items: Sequence[int]) -> list[int]:
    from multiprocessing import Pool

    with Pool(WORKERS) as workers:
        return workers.map(call, items)


def tqdm_pool(call: Call, items: Sequence[int]) -> list[int]:
    from concurrent.futures import ProcessPoolExecutor

    from tqdm import tqdm

    with ProcessPoolExecutor(WORKERS) as executor:
        chunk = max(1, len(items) // (WORKERS * 16))
        return list(tqdm(executor.map(call, items, chunksize=chunk), total=len(items)))


def rich_pool(call: Call, items: Sequence[int]) -> list[int]:
    from concurrent.futures import ProcessPoolExecutor

    from rich.console import Console
    from rich.progress import track

    with ProcessPoolExecutor(WORKERS) as executor:
        chunk = max(1, len(items) // (WORKERS * 16))
        results = executor.map(call, items, chunksize=chunk)
        return list(track(results, total=len(items), console=Console(file=sys.stderr, force_terminal=True)))


def mpire_bar(call: Call, items: Sequence[int]) -> list[int]:
    from mpire import WorkerPool

    with WorkerPool(WORKERS) as workers:
        return workers.map(call, items, progress_bar=True)


def mpire_bare(call: Call, items: Sequence[int]) -> list[int]:
    from mpire import WorkerPool

    with WorkerPool(WORKERS) as workers:
        return workers.map(call, items)


def joblib_verbose(call: Call, items: Sequence[int]) -> list[int]:
    from joblib import Parallel, delayed

    return list(Parallel(n_jobs=WORKERS, verbose=10)(delayed(call)(item) for item in items))


def joblib_bare(call: Call, items: Sequence[int]) -> list[int]:
    from joblib import Parallel, delayed

    return list(Parallel(n_jobs=WORKERS)(delayed(call)(item) for item in items))


def dask_local(call: Call, items: Sequence[int]) -> list[int]:
    from distributed import Client

    with Client(n_workers=WORKERS, threads_per_worker=1, dashboard_address=None) as client:
        return client.gather(client.map(call, items, pure=False))


PEERS: dict[str, tuple[str, Callable[[Call, Sequence[int]], list[int]], int]] = {
    # name: package, function, most items worth waiting for
    "ProcessPoolExecutor, 16 chunks a worker": ("", pool, 10**9),
    "ProcessPoolExecutor, an item a task": ("", pool_by_one, 20_000),
    "multiprocessing.Pool.map": ("", multiprocessing_pool, 10**9),
    "the same executor under tqdm": ("tqdm", tqdm_pool, 10**9),
    "the same executor under rich.progress": ("rich", rich_pool, 10**9),
    "mpire": ("mpire", mpire_bare, 10**9),
    "mpire, progress bar": ("mpire", mpire_bar, 200_000),
    "joblib": ("joblib", joblib_bare, 10**9),
    "joblib, verbose": ("joblib", joblib_verbose, 200_000),
    "dask, local": ("distributed", dask_local, 2_000),
}
BASE = next(iter(PEERS))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--costs", default="1us,100us,10ms")
    parser.add_argument("--seconds", type=float, default=1.0, help="length of the work")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        child(json.loads(asked.child))
        return
    print("| item | who | ms | ratio to the bare executor (95 %) | share of the best possible |")
    print("|---|---|---|---|---|")
    for cost in asked.costs.split(","):
        rows(cost, int(asked.seconds * 1e9 / COSTS[cost]), asked.pairs)


def rows(cost: str, items: int, pairs: int) -> None:
    names = [n for n, (package, _, _) in PEERS.items() if not package or importlib.util.find_spec(package)]
    ways: dict[str, Callable[[], float]] = {name: partial(peer, name, COSTS[cost], items) for name in names}
    case = Case("processes", None, "burn", COSTS[cost], items)
    ways["gilrace, watched"] = lambda: watched(case).wall_ms
    told: dict[str, list[float]] = {name: [] for name in ways}
    alone = []
    for turn in range(pairs):
        alone.append(peer("alone", COSTS[cost], items))
        for name in list(ways)[:: 1 if turn % 2 == 0 else -1]:
            told[name].append(ways[name]())
    for name in ways:
        show(cost, name, told, median(alone) / WORKERS)
    for name in PEERS.keys() - ways.keys():
        print(f"| {cost} | {name} | not installed | | |")


def show(cost: str, name: str, told: dict[str, list[float]], best: float) -> None:
    ratio = ratio_estimate(dict(enumerate(told[name])), dict(enumerate(told[BASE])))
    share = best / median(told[name])
    interval = f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})"
    print(f"| {cost} | {name} | {median(told[name]):.0f} | {interval} | {share:.1%} |", flush=True)


def peer(name: str, cost_ns: int, items: int) -> float:
    """Milliseconds; with more items than it is worth waiting for, of fewer, in proportion."""
    most = PEERS[name][2] if name in PEERS else items
    taken = min(items, most)
    order = json.dumps({"name": name, "cost_ns": cost_ns, "items": taken})
    command = [sys.executable, __file__, "--child", order]
    out = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return float(out.stdout.split()[-1]) / 1e6 * items / taken


def child(order: dict[str, Any]) -> None:
    os.nice(10)
    call = partial(burn, cost_ns=order["cost_ns"])
    run = PEERS[order["name"]][1] if order["name"] in PEERS else lambda f, items: [f(i) for i in items]
    start = time.perf_counter_ns()
    with contextlib.redirect_stdout(io.StringIO()):
        results = run(call, range(order["items"]))
    took = time.perf_counter_ns() - start
    assert len(results) == order["items"]
    print(took)


if __name__ == "__main__":
    main()
