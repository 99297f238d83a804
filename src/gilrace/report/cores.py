"""The load of every core over the whole race, as a heat map: a row a core, a column a piece of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from gilrace.analysis.core_names import core_name
from gilrace.race.events import Sampled
from gilrace.report.markup import Markup, element, joined
from gilrace.report.palette import DIM, FAINT, FONT, lane_colours
from gilrace.report.scale import Scale
from gilrace.report.speedups import label
from gilrace.report.timeline import mark

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

WIDTH, NAMES, COLUMNS = 900, 70, 300
HEAT, DARK = (255, 244, 229), (176, 32, 24)  # an idle core, a busy one
MOST = 64  # cores drawn
MOST_HEATS = 60  # told apart
MOST_LOOKS = 20_000  # an even number
Loads = list[tuple[int, tuple[int, ...]]]  # (t, busy percent of each core since the look before)


def loads(events: Iterable[Event]) -> Loads:
    """Every look at the cores that is in a recording; of very many, means of neighbours."""
    looks = ((e.t, e.cores) for e in events if isinstance(e, Sampled) and e.cores)
    found: Loads = []
    together = 1
    while some := list(islice(looks, together)):
        found.append(_mean(some))
        if len(found) == MOST_LOOKS:
            found = [_mean(found[k : k + 2]) for k in range(0, MOST_LOOKS, 2)]
            together *= 2
    return found


def _mean(looks: Loads) -> tuple[int, tuple[int, ...]]:
    """Of looks one after another: the time of the last one, and how busy each core was."""
    if len(looks) == 1:
        return looks[0]
    return looks[-1][0], tuple(sum(core) // len(looks) for core in zip(*(c for _, c in looks), strict=False))


def chart(state: RaceState, events: Sequence[Event]) -> Markup:
    """An SVG element; empty where no core was looked at."""
    seen = loads(events)
    if not seen:
        return Markup()
    count = min(max(len(cores) for _, cores in seen), MOST)
    row = 18 if count <= 8 else max(int(200 / count), 4)
    scale = Scale(max(state.t, 1), NAMES, WIDTH - NAMES - 8)
    bottom = 24 + count * row
    cells = (_row(core_name(state, k), k, seen, scale, 24 + k * row, row) for k in range(count))
    return element(
        "svg", element("title", "Load of every core"), _heats(state, scale, bottom), *cells,
        _axis(scale, bottom),
        viewBox=f"0 0 {WIDTH} {bottom + 26}", width=WIDTH, height=bottom + 26, font_family=FONT, font_size=12,
        shape_rendering="crispEdges",
        role="img",
    )  # fmt: skip


def _row(name: str, core: int, seen: Loads, scale: Scale, y: float, height: float) -> Markup:
    """Cells of about three pixels: the mean of the looks that fall into each."""
    parts = [label(f"core {name}", 4, y + height - 4, fill=DIM)] if height >= 12 else []
    columns: dict[int, list[int]] = {}
    for t, cores in seen:
        if core < len(cores):
            columns.setdefault(int((scale.at(t) - scale.left) / scale.width * COLUMNS), []).append(
                cores[core]
            )
    step, before = scale.width / COLUMNS, -1
    widest = max(1, round(COLUMNS / max(len(seen), 1) * 1.5))
    for column, found in sorted(columns.items()):
        first = max(before + 1, column - widest + 1, 0)
        load = sum(found) / len(found)
        parts.append(
            element(
                "rect", element("title", f"core {core}: {load:.0f} %"), x=scale.left + first * step, y=y,
                width=(column - first + 1) * step, height=height - 1, fill=shade(load),
            )
        )  # fmt: skip
        before = column
    return joined(parts)


def shade(percent: float) -> str:
    """From pale to deep: a hue and lightness that also print in grey."""
    share = min(max(percent / 100, 0.0), 1.0)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(HEAT, DARK, strict=True))
    return f"#{red:02x}{green:02x}{blue:02x}"


def _heats(state: RaceState, scale: Scale, bottom: float) -> Markup:
    """Whose heat it was: a letter above and a line down."""
    colours = lane_colours(state)
    heats = [(heat.started, lane.info) for lane in state.lanes for heat in lane.past]
    parts = []
    for t, info in sorted(heats, key=lambda one: one[0]) if len(heats) <= MOST_HEATS else []:
        x = scale.at(t)
        parts.append(element("line", x1=x, x2=x, y1=8, y2=bottom, stroke=FAINT, stroke_width=0.6))
        parts.append(label(info.letter, x + 3, 18, fill=colours.get(info.id, DIM), font_weight="bold"))
    return joined(parts)


def _axis(scale: Scale, y: float) -> Markup:
    return joined(mark(scale, value, y + 18) for value in scale.marks())
