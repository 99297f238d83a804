"""All interleavings: the share that fails as a bar, exactly; for small programs the whole tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from gilrace.lab.explore.result import Exploration, grouped
from gilrace.lab.explore.words import percent
from gilrace.tui.lab.source_panel import actor_ink
from gilrace.tui.lines import Line, Piece, fit, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.lab.rehearsal.leaves import Leaf

WIDEST_LEAF = 4


def interleavings(found: Exploration | None, failed: str, cells: int) -> list[Line]:
    """The count under its title; without a result what is known instead."""
    title = rule("all interleavings", cells)
    if failed:
        return [title, *paragraph(failed, cells - 1, "bad")]
    if found is None:
        return [title, line(Piece(" exploring all of them …", "dim"))]
    return [title, *_count(found), *_best(found)]


def bar(share: float, cells: int) -> Line:
    """The failing share of a whole; neither end is reached unless it is 0 or 1."""
    full = round(share * cells)
    full = min(max(full, 1 if share > 0 else 0), cells - 1 if share < 1 else cells)
    return line(Piece("█" * full, "bad"), Piece("─" * (cells - full), "good"))


def _count(found: Exploration) -> list[Line]:
    tally = found.tally
    if tally.interleavings is None or tally.failing is None:
        if tally.failures:
            kinds = ", ".join(dict.fromkeys(failure.kind for failure in tally.failures))
            return [line(Piece(f" can fail: {kinds}", "bad"))]
        words = "proved: it cannot fail" if found.proved else "no failure was found"
        return [line(Piece(f" ✓ {words}" if found.proved else f" {words}", "good"))]
    counts = f"{grouped(tally.failing)} of {grouped(tally.interleavings)}"
    if not tally.failing:
        return [line(Piece(f" ✓ {counts} fail: proved", "good")), line(" ", bar(0.0, 16))]
    return [
        line(" ", Piece(counts, "strong"), Piece(" fail", "bad")),
        line(" ", bar(found.share or 0.0, 16), Piece(f" {percent(found.share)}", "text")),
    ]


def _best(found: Exploration) -> list[Line]:
    if not found.tally.failures:
        return []
    best = found.tally.failures[0]
    if best.preemptions is None:
        return [line(Piece(f" x shows {_cut(best.schedule)}", "dim"))]
    times = "preemption" if best.preemptions == 1 else "preemptions"
    return [line(Piece(f" x shows {_cut(best.schedule)}: {best.preemptions} {times}", "dim"))]


def _cut(schedule: str) -> str:
    return schedule if len(schedule) <= 16 else f"{schedule[:15]}…"


def tree(leaves: Sequence[Leaf], steps: Sequence[str], cells: int) -> list[Line]:
    """A level a line, a leaf a column, ✗ where it fails; the way taken so far stands out. [] if too wide."""
    if not leaves or len(leaves) > cells - 2:
        return []
    leaf_cells = min((cells - 2) // len(leaves), WIDEST_LEAF)
    depth = max(len(leaf.steps) for leaf in leaves)
    ends = [
        Piece(("✗" if leaf.kind else "✓").ljust(leaf_cells), "bad" if leaf.kind else "good")
        for leaf in leaves
    ]
    levels = [line(" ", *_level(leaves, level, tuple(steps), leaf_cells)) for level in range(depth)]
    return [fit(row, cells) for row in (*levels, line(" ", *ends))]


def _level(leaves: Sequence[Leaf], level: int, steps: tuple[str, ...], leaf_cells: int) -> list[Piece]:
    pieces = []
    for way, group in groupby(leaves, key=lambda leaf: leaf.steps[: level + 1]):
        cells = len(list(group)) * leaf_cells
        if len(way) <= level:
            pieces.append(Piece(" " * cells, "faint"))
            continue
        sign = way[level]
        ink = actor_ink(ord(sign[0].upper()) - 65)
        taken = steps[: level + 1] == way
        pieces.append(Piece(sign[:cells], f"{ink} fill" if taken else ink))
        pieces.append(
            Piece(
                ("─" * max(cells - len(sign) - 1, 0)).ljust(max(cells - len(sign), 0)),
                ink if taken else "faint",
            )
        )
    return pieces
