"""The scaling curve of a sweep: measured points with intervals, the ideal, and the laws fitted to them.

Line style tells the lines apart, not colour alone: ideal dotted, Amdahl dashed, USL solid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.report.markup import Markup, element, joined
from gilrace.report.page import section, table
from gilrace.report.palette import DIM, FAINT, FONT, INK, LANES
from gilrace.report.scale import Scale
from gilrace.report.speedups import label
from gilrace.sweep.answer import answer
from gilrace.sweep.costs import costs_lines, read
from gilrace.sweep.curves import fit_words
from gilrace.sweep.plot import Plot
from gilrace.sweep.recorded import told_in

if TYPE_CHECKING:
    from gilrace.analysis.scaling import Point
    from gilrace.race.state import RaceState
    from gilrace.sweep.answer import Answer
    from gilrace.sweep.curves import Curve

WIDTH, HEIGHT = 900, 320
LEFT, RIGHT, TOP, BOTTOM = 60, 150, 16, 44
STEPS = 120  # pieces of a drawn law
LOG_FROM = 16  # workers from which the axis is logarithmic
STYLES = {"ideal": (DIM, "1 6", 2.0), "Amdahl": (LANES[3], "9 6", 1.8), "USL": (LANES[2], None, 2.2)}


def sections(state: RaceState) -> list[Markup]:
    """The parts of a page that only a sweep has; none for any other race."""
    told = told_in(state)
    if not told:
        return []
    made = answer(state)
    costs = read(told)
    lines = [element("p", line) for line in costs_lines(costs)] if costs else []
    return [
        section("What to use", *_choice(made)),
        *(section(f"Scaling of {one.strategy}", *_curve(one)) for one in made.curves),
        section("What a task costs on this machine", *lines),
    ]


def _choice(made: Answer) -> Iterator[Markup]:
    yield element("p", made.sentence)
    yield from (element("p", doubt, class_="dim") for doubt in made.doubts)


def _curve(one: Curve) -> Iterator[Markup]:
    yield chart(one)
    titles = ("workers", "time", "speed-up", "efficiency")
    yield table(titles, [_row(point) for point in one.points], 0)
    yield from (element("p", line, class_="dim small") for line in fit_words(one))
    yield element("p", one.sentence)


def _row(point: Point) -> tuple[str, ...]:
    interval = f"{units.ratio(point.speedup)} ({units.times(point.low)} to {units.times(point.high)})"
    return str(point.workers), units.duration(point.wall_ns), interval, units.percent(point.efficiency)


def chart(one: Curve) -> Markup:
    """An SVG element of its own."""
    asked = Plot(one, log=max((p.workers for p in one.points), default=1) >= LOG_FROM)
    up = Scale(asked.top, 0, HEIGHT - TOP - BOTTOM)
    return element(
        "svg",
        element("title", f"Speed-up of {one.strategy} by number of workers"),
        _grid(asked, up),
        *(_law(asked, up, name, law) for name, law in _laws(one)),
        *(_dot(asked, up, point) for point in one.points),
        *_key(one),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
        width=WIDTH,
        height=HEIGHT,
        font_family=FONT,
        font_size=13,
        role="img",
    )


def _laws(one: Curve) -> Iterator[tuple[str, Callable[[float], float]]]:
    yield "ideal", float
    if one.laws is not None:
        yield "Amdahl", one.laws.amdahl.at
        yield "USL", one.laws.usl.at


def _across(asked: Plot, workers: float) -> float:
    return LEFT + asked.across(workers) * (WIDTH - LEFT - RIGHT)


def _height(up: Scale, gain: float) -> float:
    return HEIGHT - BOTTOM - up.at(gain)


def _grid(asked: Plot, up: Scale) -> Markup:
    lines = []
    for value in up.marks(7):
        y = _height(up, value)
        lines.append(element("line", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y, stroke=FAINT, stroke_width=0.7))
        lines.append(label(f"{value:g}×", LEFT - 8, y + 4, fill=DIM, text_anchor="end", font_size=12))
    taken = -100.0
    for workers in sorted({point.workers for point in asked.curve.points}):
        x = _across(asked, workers)
        if x - taken >= 24:
            taken = x
            below = HEIGHT - BOTTOM + 18
            lines.append(label(str(workers), x, below, fill=DIM, text_anchor="middle", font_size=12))
    name = "tasks at once" if asked.curve.strategy == "asyncio" else "workers"
    axis = f"{name} (logarithmic)" if asked.log else name
    lines.append(label(axis, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, fill=DIM, text_anchor="middle"))
    return joined(lines)


def _law(asked: Plot, up: Scale, name: str, law: Callable[[float], float]) -> Markup:
    colour, dashes, width = STYLES[name]
    found = ((asked.workers_at(k / STEPS), k) for k in range(STEPS + 1))
    inside = [(n, law(n)) for n, _ in found if law(n) <= asked.top]
    points = " ".join(f"{_across(asked, n):.1f},{_height(up, gain):.1f}" for n, gain in inside)
    return element(
        "polyline", points=points, fill="none", stroke=colour, stroke_width=width, stroke_dasharray=dashes,
        stroke_linecap="round" if name == "ideal" else None,
    )  # fmt: skip


def _dot(asked: Plot, up: Scale, point: Point) -> Markup:
    x, y = _across(asked, point.workers), _height(up, point.speedup)
    high, low = _height(up, min(point.high, asked.top)), _height(up, point.low)
    whisker = element("line", x1=x, x2=x, y1=high, y2=low, stroke=INK, stroke_width=1.4)
    return joined([whisker, element("circle", cx=x, cy=y, r=4.5, fill=INK, stroke="#fff", stroke_width=1.2)])


def _key(one: Curve) -> Iterator[Markup]:
    x = WIDTH - RIGHT + 18
    yield element("circle", cx=x + 15, cy=TOP + 10, r=4.5, fill=INK)
    yield label("measured", x + 40, TOP + 14, fill=INK)
    for k, (name, _) in enumerate(_laws(one), 1):
        colour, dashes, width = STYLES[name]
        y = TOP + 10 + 24 * k
        yield element(
            "line", x1=x, x2=x + 30, y1=y, y2=y, stroke=colour, stroke_width=width, stroke_dasharray=dashes
        )
        yield label(name, x + 40, y + 4, fill=INK)
