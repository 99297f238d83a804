"""A number times itself, over and over: a loop that does nothing else."""

from __future__ import annotations

from gilrace.lane.work import Workload

SPEC = Workload(
    name="n_times_n",
    summary="Multiply each number by itself in a loop, in pure Python.",
    kind="cpu",
    settings={"numbers": 1_000_000},
    default_items=8,
)


def call(item: int, numbers: int = 1_000_000) -> int:
    """The last of ``n * n`` for ``numbers`` numbers from ``item`` on."""
    square = 0
    for number in range(item, item + numbers):
        square = number * number
    return square
