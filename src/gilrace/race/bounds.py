"""What a state keeps of heats that are over, within bounds: the more heats, the fewer points of each.

Points are left out evenly: the pictures drawn of them become coarser and stay true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from gilrace.race.events import Spans
    from gilrace.race.heat import Heat

ROWS = 600_000  # of spans, of all lanes and heats together: some 80 MB
POINTS = 200_000  # of curves, and as many of strips
CURVE = 2_048  # points of one curve
FEWEST = 16  # of one heat, however many there are
T = TypeVar("T")


def longer(curve: list[T], point: T) -> list[T]:
    """The curve with one more point; one that is full has lost every second before."""
    if len(curve) >= CURVE:
        curve = list(fewer(tuple(curve), CURVE // 2))
    curve.append(point)
    return curve


def with_one_more(past: tuple[Heat, ...], heat: Heat, lanes: int) -> tuple[Heat, ...]:
    """A lane's past heats and the one that has ended; as their number doubles, all become leaner."""
    count = len(past) + 1
    if count & (count - 1):
        return (*past, lean(heat, count, lanes))
    return tuple(lean(one, count, lanes) for one in (*past, heat))


def lean(heat: Heat, count: int, lanes: int) -> Heat:
    """The heat, with no more than it may keep where each of so many lanes has ``count`` heats."""
    shares = lanes << count.bit_length()
    rows, points = (max(most // shares, FEWEST) for most in (ROWS, POINTS))
    spans = heat.spans
    if max(len(heat.curve), len(heat.strip)) <= points and (spans is None or len(spans.worker) <= rows):
        return heat
    return replace(
        heat,
        curve=fewer(heat.curve, points),
        strip=fewer(heat.strip, points),
        spans=spans and fewer_spans(spans, rows),
    )


def fewer(points: tuple[T, ...], most: int) -> tuple[T, ...]:
    """About ``most`` of them, evenly chosen, the last one always."""
    step = -(-len(points) // most)
    return points if step <= 1 else (*points[:-1:step], points[-1])


def fewer_spans(spans: Spans, most: int) -> Spans:
    """About ``most`` of their rows, evenly chosen, and the last one of every worker."""
    step = -(-len(spans.worker) // most)
    if step <= 1:
        return spans
    last = {worker: row for row, worker in enumerate(spans.worker)}
    chosen = sorted({*range(0, len(spans.worker), step), *last.values()})

    def of(column: Sequence[int]) -> tuple[int, ...]:
        return tuple(column[row] for row in chosen)

    return replace(
        spans,
        worker=of(spans.worker),
        first=of(spans.first),
        count=of(spans.count),
        start=of(spans.start),
        end=of(spans.end),
        stride=spans.stride * step,
    )
