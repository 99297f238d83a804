"""Two races as Markdown: what a CI job shows of base and head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.report.markdown import escaped, table_of

if TYPE_CHECKING:
    from gilrace.analysis.statistics import Estimate
    from gilrace.history.comparing import Comparison

TITLES = ("lane", "", "before", "after", "after / before")


def render(found: Comparison) -> str:
    """The document, in the dialect with tables."""
    return "\n".join(_lines(found)) + "\n"


def _lines(found: Comparison) -> Iterator[str]:
    yield from (f"**{escaped(_headline(found))}**", "")
    rows = (
        (f"{x.lane.letter} {x.lane.name}", x.status, _wall(x.before), _wall(x.after), _ratio(x.ratio))
        for x in found.lanes
    )
    yield from table_of(TITLES, rows, 2)
    yield from (f"> {escaped(text)}  " for text in found.differences)


def _headline(found: Comparison) -> str:
    bad = [f"{x.lane.name} is slower" for x in found.slower] + [
        f"{x.lane.name} has no time now" for x in found.lost
    ]
    return "; ".join(bad) or "No lane became slower beyond doubt"


def _wall(found: Estimate | None) -> str:
    return units.duration(found.value) if found else units.UNKNOWN


def _ratio(found: Estimate | None) -> str:
    if found is None:
        return units.UNKNOWN
    kind = "assumed " if found.assumed else ""
    return f"{units.ratio(found.value)} ({kind}{units.times(found.low)} to {units.times(found.high)})"
