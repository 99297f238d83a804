"""Sums of squares: the loop that articles race."""

from __future__ import annotations

from gilrace.lane.work import Workload

SPEC = Workload(
    name="sum_squares",
    summary="Add up squares in a generator expression, in pure Python.",
    kind="cpu",
    settings={"numbers": 100_000},
    default_items=240,
)


def call(item: int, numbers: int = 100_000) -> int:
    """The squares of slice ``item`` of the whole numbers, ``numbers`` long, added up."""
    return sum(n * n for n in range(item * numbers, (item + 1) * numbers))
