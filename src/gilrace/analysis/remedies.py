"""What to change about each pattern that `gilrace.analysis.why` names, and the scenario that isolates it.

Patterns that are as good as it gets have no remedy.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to try next."""

    change: str  # one sentence
    scenario: str  # built in, shows the pattern on its own


REMEDIES: dict[str, Remedy] = {
    "gil-bound": Remedy(
        "Use processes, subinterpreters or a Python without the GIL, or a library that releases it.",
        "cpu-primes",
    ),
    "pickle-bound": Remedy(
        "Send less: names or ranges instead of data, larger chunks, sums instead of lists, shared memory.",
        "shared-results",
    ),
    "too-small-tasks": Remedy(
        "Hand over many items at a time: leave chunk out, or set it.", "mistake-tiny-tasks"
    ),
    "stragglers": Remedy(
        "Hand over smaller pieces, the longest items first, so that all workers end together.",
        "mistake-uneven-chunks",
    ),
    "oversubscribed": Remedy("Use as many workers as there are cores.", "mistake-too-many-processes"),
    "blocked-loop": Remedy(
        "Await what waits: an asynchronous library, or asyncio.to_thread around the blocking call.",
        "mistake-blocking-coroutine",
    ),
    "one-long-turn": Remedy(
        "Move what computes off the loop: a process pool, or asyncio.to_thread where it releases the GIL.",
        "mistake-frozen-loop",
    ),
    "busy-loop": Remedy(
        "Do less on the loop for each item, or run several processes with a loop each.", "io-ten-thousand"
    ),
    "io-bound": Remedy("Let the waits overlap: threads, or asyncio for very many.", "io-sleep"),
    "startup-bound": Remedy(
        "Give it more work, or keep the pool from one batch to the next; fork and forkserver start sooner "
        "than spawn.",
        "mistake-too-many-processes",
    ),
    "lock-bound": Remedy(
        "Hold the lock for less, take it less often, or give each worker a part of its own.",
        "shared-contention",
    ),
    "slowest-stage": Remedy("Give that stage more workers, or make its step cheaper.", "mixed-stages"),
    "noisy-host": Remedy(
        "Close other programs and race again; gilrace doctor shows what disturbs.", "mistake-busy-machine"
    ),
    "mixed": Remedy(
        "Measure the parts apart: a pipeline gives each its own strategy.", "mixed-download-digest"
    ),
}
