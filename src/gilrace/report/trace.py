"""A race as a Chrome trace (the JSON array format), which Perfetto and other trace viewers open.

A process is a lane, a thread of it a worker; where items of a worker overlap, as in an event loop, each
gets the first slot that is free. Above them lies a thread with heats and their start-up, below them what
each worker was seen doing. Counters: load of every core, and items done by each lane. Times are the race's
own clock, in microseconds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gilrace.report.cores import loads
from gilrace.report.markup import visible
from gilrace.report.palette import SIGN_WORDS
from gilrace.report.spans import rows
from gilrace.report.timeline import stretches

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

MACHINE, HEATS = 1, 1  # the machine's process, and a lane's thread of heats
SLOTS, SEEN = 100, 1_000_000  # where the numbers of threads begin: items, and what workers were seen doing
MOST_SLOTS = 1_000
Record = dict[str, Any]


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The document."""
    opened = state.opened
    about = {"race": opened.name, "title": opened.title, "started_at": opened.started_at} if opened else {}
    document = {
        "displayTimeUnit": "ms",
        "otherData": {key: visible(value) for key, value in about.items()},
        "traceEvents": list(_records(state, events)),
    }
    return json.dumps(document, separators=(",", ":")) + "\n"


def _records(state: RaceState, events: Sequence[Event]) -> Iterator[Record]:
    yield _called("process_name", MACHINE, 0, "machine")
    for t, cores in loads(events):
        yield from (_counter(MACHINE, f"core {k}", t, "busy %", load) for k, load in enumerate(cores))
    for number, lane in enumerate(state.lanes):
        yield from _lane(lane, MACHINE + 1 + number)


def _lane(lane: Lane, pid: int) -> Iterator[Record]:
    yield _called("process_name", pid, 0, f"{lane.info.letter} {lane.info.name}")
    yield _meta("process_sort_index", pid, 0, {"sort_index": pid})
    yield _called("thread_name", pid, HEATS, "heats")
    threads: dict[int, str] = {}
    for heat in lane.past:
        yield from _heat(heat, pid)
        yield from _items(heat, pid, threads)
        yield from _seen(heat, pid, threads)
        yield from (_counter(pid, "items done", heat.started + t, "items", n) for t, n in heat.curve)
    yield from (_called("thread_name", pid, tid, name) for tid, name in sorted(threads.items()))


def _heat(heat: Heat, pid: int) -> Iterator[Record]:
    name = f"round {heat.round}" if heat.round else "warm-up"
    numbers = {key: value for key, value in heat.metrics.items() if abs(value) < 1e300}
    told = {"status": heat.status, "reason": visible(heat.reason), **numbers}
    yield _slice(pid, HEATS, "heat", name, heat.started, heat.elapsed_ns, told)
    if heat.startup_ns:
        yield _slice(pid, HEATS, "heat", "start-up", heat.started, min(heat.startup_ns, heat.elapsed_ns), {})


def _items(heat: Heat, pid: int, threads: dict[int, str]) -> Iterator[Record]:
    found, _ = rows(heat, most=MOST_SLOTS)
    for number, row in enumerate(found):
        tid = SLOTS + number
        threads.setdefault(tid, f"worker {row.worker}" + (f" slot {row.slot}" if row.slot else ""))
        for bar in row.bars:
            name = f"item {bar.first}" if bar.count == 1 else f"items {bar.first}-{bar.first + bar.count - 1}"
            length = max(bar.end - bar.start, 0)
            yield _slice(pid, tid, "item", name, heat.started + bar.start, length, {"items": bar.count})


def _seen(heat: Heat, pid: int, threads: dict[int, str]) -> Iterator[Record]:
    workers = max((len(states) for _, states in heat.strip), default=0)
    for worker in range(min(workers, MOST_SLOTS)):
        for sign, start, end in stretches(heat, worker):
            if sign in SIGN_WORDS:
                threads.setdefault(SEEN + worker, f"worker {worker}, seen")
                yield _slice(
                    pid, SEEN + worker, "seen", SIGN_WORDS[sign], heat.started + start, end - start, {}
                )


def _slice(pid: int, tid: int, kind: str, name: str, start: int, length: int, args: Record) -> Record:
    """A block of time. Readers add its two numbers: also in floating point it ends before the next begins."""
    ts, end = start / 1e3, (start + length) / 1e3
    dur = length / 1e3
    if ts + dur > end:
        dur = end - ts  # nearly always exact; from here it is a step or two
    while ts + dur > end and dur > 0:
        dur = math.nextafter(dur, 0)
    return {
        "ph": "X", "cat": kind, "name": name, "pid": pid, "tid": tid, "ts": ts, "dur": dur, "args": args
    }  # fmt: skip


def _counter(pid: int, name: str, t: int, unit: str, value: float) -> Record:
    return {
        "ph": "C", "cat": "counter", "name": name, "pid": pid, "tid": 0, "ts": t / 1e3, "args": {unit: value}
    }  # fmt: skip


def _called(kind: str, pid: int, tid: int, name: str) -> Record:
    return _meta(kind, pid, tid, {"name": visible(name)})


def _meta(kind: str, pid: int, tid: int, args: Record) -> Record:
    return {"ph": "M", "cat": "__metadata", "name": kind, "pid": pid, "tid": tid, "args": args}
