"""From measurements to a word: it waits, it computes, or both; and which lanes to race."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.own.measuring import Measured


WAITS = 0.3  # CPU by wall up to here is waiting
COMPUTES = 0.7  # and from here on computing
HELD = 0.5  # share from which on the GIL is what counts
SMALL_S = 0.001


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What kind of work it is and what to do."""

    kind: str  # io | cpu | cpu-released | mixed
    headline: str
    lanes: tuple[str, ...]  # to race, the likely winner first
    because: str
    advice: tuple[str, ...] = ()


def busy(found: Measured) -> float:
    """CPU by the time it had a chance to run: time in the system's queue is not counted against it."""
    had = found.wall_s - found.queued_s
    return min(found.cpu_s / had, 1.0) if had > 0 else 0.0


def diagnosis(found: Measured, *, has_twin: bool) -> Diagnosis:
    """The word and the lanes. ``has_twin``: there is a coroutine that does the same."""
    share = busy(found)
    held = found.gil_held if found.gil_held is not None else 1.0
    if share < WAITS:
        made = _waits(has_twin)
    elif share < COMPUTES:
        made = _both(has_twin)
    else:
        made = _computes(held)
    return Diagnosis(made.kind, made.headline, made.lanes, made.because, _advice(found))


def _waits(has_twin: bool) -> Diagnosis:
    lanes = ("asyncio", "threads", "sequential") if has_twin else ("threads", "sequential")
    more = "" if has_twin else "; an awaitable twin lets asyncio join"
    return Diagnosis(
        "io",
        "I/O-bound: it mostly waits",
        lanes,
        f"waits overlap, on any number of cores{more}",
    )


def _both(has_twin: bool) -> Diagnosis:
    asyncio = ("asyncio",) if has_twin else ()
    return Diagnosis(
        "mixed",
        "mixed: it waits and it computes",
        ("threads", "processes", *asyncio, "sequential"),
        "threads overlap the waiting, processes divide the computing: which share is larger decides",
    )


def _computes(held: float) -> Diagnosis:
    if held >= HELD:
        return Diagnosis(
            "cpu",
            "CPU-bound: it computes and holds the GIL",
            ("processes", "sequential", "threads"),
            "only one thread at a time runs Python; each process has a GIL of its own",
        )
    return Diagnosis(
        "cpu-released",
        "CPU-bound, and it gives the GIL up",
        ("threads", "processes", "sequential"),
        "C code that runs without the GIL uses all cores from threads, and nothing has to be sent",
    )


def _advice(found: Measured) -> tuple[str, ...]:
    each = found.wall_s / max(found.items, 1)
    if each >= SMALL_S:
        return ()
    return (
        f"an item takes {each * 1e6:.0f} µs: hand processes many at a time (chunk), or let gilrace choose",
    )
