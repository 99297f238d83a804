"""The chart of a race: a bar for each lane's speed-up, with its interval and the ideal.

The interval is the one that decides: 99 %, for all pairs of lanes together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.reading import cores, yardstick_words
from gilrace.report.markup import Markup, element, joined
from gilrace.report.numbers import gain
from gilrace.report.palette import DIM, FAINT, FONT, INK, lane_colours
from gilrace.report.scale import Scale

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.state import RaceState

WIDTH, ROW, TOP, BAR = 900, 34, 44, 20
NAMES, NUMBERS = 220, 230


def chart(state: RaceState, verdict: Verdict) -> Markup:
    """An SVG element of its own."""
    scale = Scale(_top(state, verdict), NAMES, WIDTH - NAMES - NUMBERS)
    height = TOP + ROW * max(len(verdict.standings), 1) + 10
    colours = lane_colours(state)
    return element(
        "svg",
        element("title", f"Speed-up over {yardstick_words(state)}"),
        _grid(scale, _ideal(state), height),
        *(_row(s, scale, TOP + ROW * k, colours[s.lane.id]) for k, s in enumerate(verdict.standings)),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        font_family=FONT,
        font_size=14,
        role="img",
    )


def _ideal(state: RaceState) -> float:
    """What computing cannot pass: the cores. 0 where waiting is raced."""
    return float(cores(state)) if state.opened is not None and state.opened.work == "cpu" else 0.0


def _top(state: RaceState, verdict: Verdict) -> float:
    """A wide interval may run off the chart; its bar may not."""
    ends = [min(s.speedup.high, s.speedup.value * 1.5) for s in verdict.standings if s.speedup]
    return max([*ends, _ideal(state), 1.0]) * 1.05


def _grid(scale: Scale, ideal: float, height: float) -> Markup:
    lines = []
    for value in scale.marks():
        x = scale.at(value)
        lines.append(element("line", x1=x, x2=x, y1=TOP - 8, y2=height - 8, stroke=FAINT, stroke_width=0.7))
        lines.append(label(f"{value:g}×", x, TOP - 14, fill=DIM, text_anchor="middle", font_size=12))
    if ideal:
        x = scale.at(ideal)
        lines.append(
            element(
                "line", x1=x, x2=x, y1=TOP - 8, y2=height - 8, stroke=INK, stroke_width=1.2,
                stroke_dasharray="4 4",
            )
        )  # fmt: skip
        lines.append(
            label(f"ideal: {ideal:g} cores", x, TOP - 30, fill=INK, text_anchor="middle", font_size=12)
        )
    return joined(lines)


def _row(standing: Standing, scale: Scale, y: float, colour: str) -> Markup:
    middle = y + BAR / 2 + 5
    name = [
        label(standing.place or "–", 44, middle, fill=DIM, text_anchor="end"),
        label(standing.lane.letter, 56, middle, fill=colour, font_weight="bold"),
        label(_short(standing.lane.name), 76, middle, fill=INK),
    ]
    if standing.speedup is None or standing.status != "ranked":
        told = f"{standing.status}: {standing.reason}" if standing.reason else standing.status
        return joined([*name, label(_short(told, 95), NAMES + 4, middle, fill=DIM, font_size=12)])
    value, x = standing.speedup, NAMES
    bar = element("rect", x=x, y=y, width=scale.at(value.value) - x, height=BAR, fill=colour, rx=2)
    right = WIDTH - NUMBERS + 14
    wall = units.duration(standing.wall.value) if standing.wall else units.UNKNOWN
    numbers = [
        label(gain(standing), right, middle, fill=INK, font_weight="bold"),
        label(wall, WIDTH - 4, middle, fill=DIM, text_anchor="end"),
    ]
    whisker = Markup() if value.assumed else _whisker(scale, value, y + BAR / 2)
    return joined([*name, bar, whisker, *numbers])


def _whisker(scale: Scale, value: Estimate, y: float) -> Markup:
    """From one end of the interval to the other; an arrow where that lies beyond the chart."""
    low, high = scale.at(value.low), scale.at(value.high)
    end = f"M{high - 6:.1f} {y - 5:.1f}l6 5l-6 5" if value.high > scale.top else f"M{high:.1f} {y - 5:.1f}v10"
    path = f"M{low:.1f} {y - 5:.1f}v10M{low:.1f} {y:.1f}H{high:.1f}{end}"
    halo = element("path", d=path, stroke="#fff", stroke_width=4, fill="none")
    return joined([halo, element("path", d=path, stroke=INK, stroke_width=1.6, fill="none")])


def label(text: str, x: float, y: float, **attributes: object) -> Markup:
    """A piece of text whose base line starts there."""
    return element("text", text, x=x, y=y, **attributes)


def _short(text: str, most: int = 18) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
