"""Where the time of each lane's hands went: a stacked bar a lane, all of the same length, and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.budget import KINDS, Budget, budget
from gilrace.report.markup import Markup, element, joined
from gilrace.report.palette import FONT, PARTS, lane_colours
from gilrace.report.scale import Scale
from gilrace.report.speedups import label

if TYPE_CHECKING:
    from gilrace.race.events import LaneInfo
    from gilrace.race.state import RaceState

WIDTH, NAMES, ROW, BAR = 900, 150, 28, 18
Budgets = list[tuple["LaneInfo", Budget]]


def budgets(state: RaceState) -> Budgets:
    """Of every lane that has a time."""
    return [(lane.info, found) for lane in state.lanes if (found := budget(lane)) is not None]


def kinds_of(found: Budgets) -> list[str]:
    """The kinds that any lane spent time on, in the order of `KINDS`; at least a thousandth."""
    return [kind for kind in KINDS if any(one.share(kind) >= 0.0005 for _, one in found)]


def chart(state: RaceState, found: Budgets) -> Markup:
    """An SVG element."""
    colours = lane_colours(state)
    scale = Scale(1.0, NAMES, WIDTH - NAMES - 8)
    height = ROW * len(found) + 4
    return element(
        "svg",
        element("title", "Where the time went"),
        *(_row(info, one, scale, ROW * k + 2, colours[info.id]) for k, (info, one) in enumerate(found)),
        viewBox=f"0 0 {WIDTH} {height}",
        width=WIDTH,
        height=height,
        font_family=FONT,
        font_size=13,
        role="img",
    )


def _row(info: LaneInfo, one: Budget, scale: Scale, y: float, colour: str) -> Markup:
    parts = [
        label(info.letter, 4, y + 14, fill=colour, font_weight="bold"),
        label(info.name[:15], 22, y + 14),
    ]
    before = 0.0
    for kind in KINDS:
        share = one.share(kind)
        x, end = scale.at(before), scale.at(before + share)
        before += share
        words = element("title", f"{KINDS[kind]}: {one.words(kind)}")
        if end - x >= 0.2:
            parts.append(
                element("rect", words, x=x, y=y, width=end - x, height=BAR, fill=PARTS[kind], stroke="#fff",
                        stroke_width=0.5)
            )  # fmt: skip
        if end - x >= 40:
            ink = "#1c2024" if kind in ("idle", "unseen", "pickle") else "#fff"
            parts.append(
                label(
                    units.percent(share), (x + end) / 2, y + 13, fill=ink, text_anchor="middle", font_size=12
                )
            )
    return joined(parts)
