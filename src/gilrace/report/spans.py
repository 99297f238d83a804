"""The spans of a heat as rows that do not overlap, joined where they would be too narrow to see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.race.heat import Heat

MOST_ROWS = 64


@dataclass(frozen=True, slots=True)
class Bar:
    """Items ``first`` .. ``first + count - 1`` (or about so many), in ns since the heat's start."""

    first: int
    count: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """What one worker, or one of a worker's overlapping tasks, did."""

    worker: int
    slot: int  # 0, 1 ... of a worker whose items overlap
    bars: tuple[Bar, ...]


def rows(heat: Heat, joint_ns: float = 0.0, most: int = MOST_ROWS) -> tuple[list[Row], int]:
    """At most so many rows, by worker and slot; and how many there were in all.

    Bars closer than ``joint_ns`` become one when either is shorter than that.
    """
    lines: dict[tuple[int, int], list[Bar]] = {}
    free: dict[int, list[int]] = {}  # when each slot of a worker is free again
    for worker, bar in _bars(heat):
        ends = free.setdefault(worker, [])
        slot = next((k for k, end in enumerate(ends) if end <= bar.start), len(ends))
        ends[slot : slot + 1] = [bar.end]
        _add(lines.setdefault((worker, slot), []), bar, joint_ns)
    found = [Row(worker, slot, tuple(bars)) for (worker, slot), bars in sorted(lines.items())]
    return found[:most], len(found)


def _bars(heat: Heat) -> Iterator[tuple[int, Bar]]:
    spans = heat.spans
    if spans is None:
        return
    columns = zip(spans.worker, spans.first, spans.count, spans.start, spans.end, strict=True)
    for worker, first, count, start, end in sorted(columns, key=lambda row: row[3]):
        yield worker, Bar(first, count, start, end)


def _add(bars: list[Bar], bar: Bar, joint_ns: float) -> None:
    if bars:
        last = bars[-1]
        narrow = min(last.end - last.start, bar.end - bar.start) < joint_ns
        if narrow and bar.start - last.end < joint_ns:
            first = min(last.first, bar.first)
            bars[-1] = Bar(first, last.count + bar.count, last.start, max(bar.end, last.end))
            return
    bars.append(bar)
