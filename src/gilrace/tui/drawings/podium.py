"""The podium, and the verdict beside it in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.tui.lines import BLANK, Line, Piece, column, line, paragraph

if TYPE_CHECKING:
    from gilrace.analysis.verdict import Standing, Verdict

STEP = 10  # cells of a step and its gap
CELLS = 3 * STEP + 2
_HEIGHTS = {1: 5, 2: 3}  # half rows of the step, by rank; a tie stands level
_LOW = 2


def podium(verdict: Verdict, inks: Mapping[str, str]) -> list[Line]:
    """Five lines: the three best, the second at the left, the third at the right."""
    ranked = verdict.ranked[:3]
    if not ranked:
        return []
    order = [k for k in (1, 0, 2) if k < len(ranked)]
    drawn = [line(" ", *[_cell(ranked[k], row, inks) for k in order]) for row in range(4)]
    names = [_name(ranked[k], inks) for k in order]
    return [*drawn, line(" ", *names)]


def _cell(standing: Standing, row: int, inks: Mapping[str, str]) -> Piece:
    """A piece of one step; row 0 is the highest."""
    filled = _HEIGHTS.get(standing.rank, _LOW)
    level = (4 - row) * 2  # half rows from the ground to the top of this row
    ink = inks[standing.lane.id]
    if filled >= level:
        return Piece("███████   ", ink)
    if filled == level - 1:
        return Piece("▄▄▄▄▄▄▄   ", ink)
    above = filled in (level - 2, level - 3)
    label = standing.place if above else ""
    return Piece(f"{label:^7}   ", "gold" if standing.rank == 1 else "dim")


def _name(standing: Standing, inks: Mapping[str, str]) -> Piece:
    speed = units.ratio(standing.speedup.value) if standing.speedup else ""
    return column(f"{standing.lane.letter[:1]} {speed}".center(8), STEP, f"{inks[standing.lane.id]} bold")


def words(verdict: Verdict, cells: int, rows: int) -> list[Line]:
    """The verdict in whole sentences, as many as fit: headline, winner's reason, how sure, the others."""
    drawn = paragraph(verdict.headline, cells, "strong")[:rows]
    for said, ink in _sentences(verdict):
        lines = paragraph(said, cells, ink)
        if len(drawn) + len(lines) <= rows:
            drawn += lines
    return drawn or [BLANK]


def _told_first(standing: Standing) -> int:
    """Sorts lanes that have no rank, and those slower than the yardstick, before the others."""
    if standing.status != "ranked":
        return 0
    return 1 if standing.speedup is not None and standing.speedup.high < 1 else 2


def _sentences(verdict: Verdict) -> Iterator[tuple[str, str]]:
    winner = next((s for s in verdict.standings if s.lane == verdict.winner), None)
    if winner is not None:
        yield winner.why.text, "text"
    yield verdict.confidence, "dim"
    for standing in sorted(verdict.standings, key=_told_first):
        if standing is not winner:
            yield standing.sentence, "bad" if standing.status in ("failed", "disqualified") else "text"
