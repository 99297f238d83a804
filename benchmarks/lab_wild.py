"""The lab, wild, shown to work: prints a table of measured runs. Minutes, not seconds.

python benchmarks/lab_wild.py fails [--runs 100] [--python PATH]      every unguarded demo
python benchmarks/lab_wild.py guards [--runs 100] [--operations 1e6]  every guard
python benchmarks/lab_wild.py deadlocks [--runs 1000]                 named, how soon, what is left
python benchmarks/lab_wild.py healthy [--acquires 1e7]                false alarms under contention
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from left_behind import Left, mark

from gilrace.lab import demos
from gilrace.lab.demo import Demo
from gilrace.lab.wild.events import StuckSeen, WildSampled
from gilrace.lab.wild.result import WildResult
from gilrace.lab.wild.session import WildSession

LONGEST_RUN_S = 30.0
DEADLOCKS = ("lock_order", "dining", "self_deadlock", "async_lock_order", "process_lock_order")
RINGS = {
    "lock_order": {("Ann", "ruler", "Bob"), ("Bob", "pen", "Ann")},
    "dining": {("Ann", "fork 2", "Bob"), ("Bob", "fork 3", "Cleo"), ("Cleo", "fork 1", "Ann")},
    "self_deadlock": {("Ann", "diary", "Ann")},
    "async_lock_order": {("Ann", "ruler", "Bob"), ("Bob", "pen", "Ann")},
    "process_lock_order": {("Ann", "lathe", "Bob"), ("Bob", "press", "Ann")},
}
HEALTHY = """
from gilrace.lab.demo import Demo, everyone, people

class World:
    def __init__(self, env):
        self.one, self.two, self.again = env.Lock(name="one"), env.Lock(name="two"), env.RLock(name="again")

def work(world):
    for _ in range(100):
        with world.one:
            pass
        with world.two:
            pass
        with world.one, world.two:
            with world.again, world.again:
                pass

def demo():
    actors = everyone(people(4), work)
    return Demo("healthy", "H", "H.", actors, World, lambda w, n: None, (), (), repeat=True)
"""


def fails(options: argparse.Namespace) -> None:
    """Every unguarded demo until its first witness."""
    print(f"{'demo':24} failed    ms from up to witness: p50   p95   max   load")
    for demo in _chosen(options):
        runs = [_result(demo, "", 10.0, options.python) for _ in range(_few(demo, options))]
        times = sorted((run.failed_at - run.up) / 1e6 for run in runs if run.failed)
        shown = (
            "".join(f"{_share(times, part):6.0f}" for part in (0.5, 0.95, 1))
            if times
            else "     -     -     -"
        )
        print(f"{demo.name:24} {len(times):3}/{len(runs):3} {'':25}{shown} {_load():6.1f}", flush=True)


def _few(demo: Demo, options: argparse.Namespace) -> int:
    """What loses only without a GIL is looked at once, unless it is asked for by name."""
    return options.runs if demo.gil or options.demo else 1


def guards(options: argparse.Namespace) -> None:
    """Every guard, in short runs and then in long ones until so many operations are done as well."""
    print(f"{'demo':24} {'guard':12} runs  failed  operations  seconds")
    for demo in _chosen(options):
        for guard in demo.guard_names:
            began = time.monotonic()
            results = [_result(demo, guard, options.seconds, options.python) for _ in range(options.runs)]
            while (done := sum(result.operations for result in results)) < options.operations:
                results += _longer(demo, guard, done, results, options)
            failed, took = (
                sum(result.failed or result.crashed for result in results),
                time.monotonic() - began,
            )
            told = f"{len(results):4}  {failed:6}  {done:10,}  {took:7.0f}"
            print(f"{demo.name:24} {guard:12} {told}", flush=True)


def _longer(
    demo: Demo, guard: str, done: int, before: list[WildResult], options: argparse.Namespace
) -> list[WildResult]:
    """Side by side, for about as long as what is still to be done takes."""
    per_s = done / max(sum(result.ended - result.up for result in before) / 1e9, 0.001)
    seconds = (options.operations - done) / max(per_s, 1) / options.jobs
    within_s = min(max(1.1 * seconds, 0.1), LONGEST_RUN_S)
    jobs = [WildSession(demo, guard, within_s, options.python).start() for _ in range(options.jobs)]
    return [job.join() for job in jobs]


def deadlocks(options: argparse.Namespace) -> None:
    """So many in a row, over threads, tasks and processes."""
    mark()
    before = Left.now()
    late: list[float] = []
    wrong = 0
    for number in range(options.runs):
        name = DEADLOCKS[number % len(DEADLOCKS)]
        result = _result(demos.load(name), "", 30.0, options.python)
        if not result.stuck:
            wrong += 1
            print(f"{name} was not seen to get stuck: {result.sentence}", flush=True)
            continue
        report = result.stuck[0]
        ring = {(edge.waiter, edge.tool, edge.holder) for edge in report.edges}
        places = all(member.place and member.place.line for member in report.members)
        named = (
            ring == RINGS[name]
            if name != "self_deadlock"
            else ring <= {*RINGS[name], ("Bob", "diary", "Bob")}
        )
        wrong += not (named and places)
        late.append(report.detection_ns / 1e6)
    late.sort()
    told = ", ".join(f"p{100 * part:g} {_share(late, part):.1f}" for part in (0.5, 0.95, 0.99, 1))
    print(f"{options.runs} deadlocks, {wrong} named wrongly; ms from closing to naming: {told}")
    print(f"before: {before.sentence()}\nafter:  {Left.now().sentence(before)}")


def healthy(options: argparse.Namespace) -> None:
    """Four threads, three locks, nothing wrong: no alarm may come."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "healthy.py")
        path.write_text(HEALTHY)
        session = WildSession(demos.load(str(path)), "", 3600, options.python, until_witness=False).start()
        acquires, seen, alarms = 0, 0, 0
        while acquires < options.acquires and session.running:
            time.sleep(0.2)
            for event in session.events(seen):
                seen += 1
                alarms += isinstance(event, StuckSeen)
                if isinstance(event, WildSampled):
                    acquires = sum(event.turns)
        session.stop()
        session.join()
    print(f"{acquires:,} acquires in contention: {alarms} false alarms")


def _result(demo: Demo, guard: str, within_s: float, python: str) -> WildResult:
    return WildSession(demo, guard, within_s, python).start().join()


def _share(ordered: list[float], part: float) -> float:
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def _chosen(options: argparse.Namespace) -> tuple[Demo, ...]:
    return tuple(demo for demo in demos.every() if not options.demo or demo.name in options.demo)


def _load() -> float:
    return os.getloadavg()[0]


TABLES: dict[str, Callable[[argparse.Namespace], None]] = {
    "fails": fails,
    "guards": guards,
    "deadlocks": deadlocks,
    "healthy": healthy,
}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("table", choices=TABLES)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--operations", type=float, default=1e6)
    parser.add_argument("--seconds", type=float, default=0.05, help="of each guarded run")
    parser.add_argument("--jobs", type=int, default=2, help="long guarded runs side by side")
    parser.add_argument("--demo", action="append", default=[], help="only this one; may be given again")
    parser.add_argument("--acquires", type=float, default=1e7)
    parser.add_argument("--python", default="")
    chosen = parser.parse_args()
    TABLES[chosen.table](chosen)
