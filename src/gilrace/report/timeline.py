"""The timeline: every lane's median heat on one clock, a row a worker, as if all had started together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.reading import measured
from gilrace.race.state import CORE_HISTORY
from gilrace.report.markup import Markup, element, joined
from gilrace.report.palette import DIM, FAINT, FONT, PARTS, SIGNS, lane_colours
from gilrace.report.scale import Scale
from gilrace.report.spans import MOST_ROWS, Row, rows
from gilrace.report.speedups import label

if TYPE_CHECKING:
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

WIDTH, NAMES, GAP = 900, 150, 14
TALL, LOW = 18.0, 4.0  # pixels of a row: few of them, many of them
FEW = 12


def chart(state: RaceState) -> Markup:
    """An SVG element; empty where no lane has a time."""
    shown = [(lane, heat) for lane in state.lanes if (heat := median_heat(lane)) is not None]
    if not shown:
        return Markup()
    scale = Scale(max(heat.elapsed_ns for _, heat in shown), NAMES, WIDTH - NAMES - 8)
    colours, drawn, y = lane_colours(state), [], 8.0
    for lane, heat in shown:
        piece, height = _lane(lane, heat, scale, y, colours[lane.info.id])
        drawn.append(piece)
        y += height + GAP
    return element(
        "svg", element("title", "Timeline"), *drawn, _axis(scale, y),
        viewBox=f"0 0 {WIDTH} {y + 26:.0f}", width=WIDTH, height=y + 26, font_family=FONT, font_size=13,
        role="img",
    )  # fmt: skip


def median_heat(lane: Lane) -> Heat | None:
    """The lane's counted heat of median wall time (the faster of two)."""
    heats = sorted(measured(lane), key=lambda heat: heat.elapsed_ns)
    return heats[(len(heats) - 1) // 2] if heats else None


def _lane(lane: Lane, heat: Heat, scale: Scale, y: float, colour: str) -> tuple[Markup, float]:
    lines, count = rows(heat, joint_ns=scale.top / scale.width * 1.5)
    row = TALL if count <= FEW else LOW
    height = max(row * len(lines), TALL)
    head = [
        label(lane.info.letter, 4, y + 13, fill=colour, font_weight="bold"),
        label(lane.info.name[:15], 22, y + 13),
    ]
    if count > len(lines):
        head.append(label(f"first {MOST_ROWS} of {count}", 22, y + 28, fill=DIM, font_size=11))
    pieces = [_startup(heat, scale, y, height), _end(heat, scale, y, height)]
    for k, line in enumerate(lines):
        pieces.append(_row(line, heat, scale, y + k * row, row, colour))
    return joined([*head, *pieces]), height


def _startup(heat: Heat, scale: Scale, y: float, height: float) -> Markup:
    took = heat.metrics.get("startup_ns", heat.startup_ns)
    return _box(scale, 0, took, y, height, PARTS["startup"], f"start-up: {units.duration(took)}")


def _end(heat: Heat, scale: Scale, y: float, height: float) -> Markup:
    x = scale.at(heat.elapsed_ns)
    return element("line", x1=x, x2=x, y1=y - 2, y2=y + height + 2, stroke=DIM, stroke_width=1)


def _row(row: Row, heat: Heat, scale: Scale, y: float, height: float, colour: str) -> Markup:
    with_signs = height == TALL and row.slot == 0
    room = height - (6 if with_signs else 1)
    bars = [
        _box(scale, bar.start, bar.end, y, room, colour, _words(bar.first, bar.count, bar.end - bar.start))
        for bar in row.bars
    ]
    signs = _signs(row.worker, heat, scale, y + room) if with_signs else []
    return joined([*bars, *signs])


def _words(first: int, count: int, took_ns: int) -> str:
    what = f"item {first}" if count == 1 else f"{count} items from {first}"
    return f"{what}: {units.duration(took_ns)}"


def _signs(worker: int, heat: Heat, scale: Scale, y: float) -> Iterator[Markup]:
    """A thin strip of what the worker was seen doing, from sample to sample."""
    for sign, start, end in stretches(heat, worker):
        if sign in SIGNS:
            yield _box(scale, start, end, y, 3, SIGNS[sign])


def stretches(heat: Heat, worker: int) -> Iterator[tuple[str, int, int]]:
    """``(sign, start, end)`` of equal signs in a row; ns since the heat's start."""
    seen = [(t, states[worker]) for t, states in heat.strip if worker < len(states)]
    before = heat.startup_ns if len(heat.strip) < CORE_HISTORY else heat.strip[0][0]
    for sign, group in groupby(seen, key=lambda one: one[1]):
        end = list(group)[-1][0]
        yield sign, before, max(end, before)
        before = end


def _box(
    scale: Scale, start: float, end: float, y: float, height: float, colour: str, words: str = ""
) -> Markup:
    """With a hair of white at its right, so that neighbours can be told apart."""
    x = scale.at(start)
    width = scale.at(end) - x
    inner = [element("title", words)] if words else []
    shown = width - 0.6 if width > 3 else max(width, 0.4)
    return element("rect", *inner, x=x, y=y, width=shown, height=height, fill=colour)


def mark(scale: Scale, ns: float, y: float) -> Markup:
    """A time below an axis; near the right end it stays inside the picture."""
    x, right = scale.at(ns), scale.left + scale.width
    near = right - x < 24
    return label(
        units.duration(ns), right if near else x, y, fill=DIM, text_anchor="end" if near else "middle",
        font_size=12,
    )  # fmt: skip


def _axis(scale: Scale, y: float) -> Markup:
    parts = [element("line", x1=scale.left, x2=scale.left + scale.width, y1=y, y2=y, stroke=FAINT)]
    for value in scale.marks():
        x = scale.at(value)
        parts.append(element("line", x1=x, x2=x, y1=y, y2=y + 5, stroke=DIM))
        parts.append(mark(scale, value, y + 18))
    return joined(parts)
