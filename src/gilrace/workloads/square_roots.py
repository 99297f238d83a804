"""Square roots in a loop: the number crunching that articles hand to threads."""

from __future__ import annotations

from math import sqrt

from gilrace.lane.work import Workload

SPEC = Workload(
    name="square_roots",
    summary="Add up square roots in a loop, in pure Python.",
    kind="cpu",
    settings={"numbers": 1_000_000},
    default_items=8,
)


def call(item: int, numbers: int = 1_000_000) -> float:
    """The square roots of slice ``item`` of the whole numbers, ``numbers`` long, added up in order."""
    total = 0.0
    for number in range(item * numbers, (item + 1) * numbers):
        total += sqrt(number)
    return total
