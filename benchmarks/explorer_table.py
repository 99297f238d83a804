"""Every shipped demo and guard, explored: classes, failing of all interleavings, schedule, time.

python benchmarks/explorer_table.py
"""

from __future__ import annotations

from gilrace.lab.demo import Demo
from gilrace.lab.demos import every, load
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.result import grouped


def main() -> None:
    """Print the table."""
    print(f"{'demo':24}{'guard':14}{'model':7}{'classes':>8}{'failing of all':>28}{'ms':>9}  schedule")
    for demo in (*every(), load("lost_update_plus", 4), load("dining", 4), load("dining", 5)):
        guards = demo.guard_names if len(demo.actors) < 5 else ("order",)
        for guard in ("", *guards):
            for model in ("free", "gil") if demo.kind == "threads" else ("free",):
                _row(demo, guard, model)


def _row(demo: Demo, guard: str, model: str) -> None:
    result = explore(demo, guard=guard, model=model)
    tally = result.tally
    counts = "endless"
    if tally.failing is not None and tally.interleavings is not None:
        counts = f"{grouped(tally.failing)} of {grouped(tally.interleavings)}"
    size = tally.classes if tally.classes is not None else f"{tally.states} st."
    best = tally.failures[0] if tally.failures else None
    said = f"{best.schedule}  {best.kind}" if best else "proved" if result.proved else "not covered"
    name = f"{demo.name} {len(demo.actors)}"
    print(f"{name:24}{guard or '-':14}{model:7}{size:>8}{counts:>28}{result.wall_ns / 1e6:9.1f}  {said}")


if __name__ == "__main__":
    main()
