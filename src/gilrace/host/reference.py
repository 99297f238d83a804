"""A fixed piece of work, timed before every heat: how steady the machine is, apart from what is raced.

It runs in the lane's own process, at its niceness, before the heat's clock, and takes some 4 ms.
Heats of one interpreter should all take the same time for it; how far they do not is the machine's own noise.
"""

from __future__ import annotations

from time import perf_counter_ns

STEPS = 40_000  # about 4 ms where an turn takes 100 ns


def reference_ns() -> int:
    """The wall time of the fixed work, in ns."""
    start = perf_counter_ns()
    value = 1
    for _ in range(STEPS):
        value = (value * 1_103_515_245 + 12_345) & 0x7FFFFFFF
    return perf_counter_ns() - start
