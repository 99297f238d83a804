"""The timeline: who did what when, each lane's median heat from one zero."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gilrace.analysis import units
from gilrace.tui.chart import GIL, IDLE, LOCK, NOTHING, RUNS, STARTS, WAITS, Row, hand_overs
from gilrace.tui.lines import BLANK, Line, Piece, fit, line, rule

SIGNS = {RUNS: "█", GIL: "░", LOCK: "▒", WAITS: "╌", STARTS: "▓", IDLE: "·", NOTHING: " "}
LABEL = 9
EDGES = 4  # lines of the legend, the gap below it, and the axis


@dataclass(frozen=True)
class Window:
    """What of the time is shown, and where the cursor is."""

    zoom: int = 0  # each step shows half as much
    cursor: float = 0.5  # share of the whole
    row: int = 0

    def span(self, whole_ns: int) -> tuple[float, float]:
        """First and last moment shown, ns; the cursor is kept inside."""
        shown = whole_ns / 2**self.zoom
        first = min(max(self.cursor * whole_ns - shown / 2, 0.0), whole_ns - shown)
        return first, first + shown


def timeline(
    rows: Sequence[Row], window: Window, cells: int, count: int, *, pointing: bool = True
) -> list[Line]:
    """Legend, rows, axis, and (when ``pointing``) what the cursor points at, in ``count`` lines."""
    if not rows:
        return [BLANK, line(Piece("   no heat has ended yet: there is nothing to draw", "dim"))]
    whole = max(row.wall_ns for row in rows)
    begin, end = window.span(whole)
    room = max(cells - LABEL - 1, 8)
    at = min(int((window.cursor * whole - begin) / (end - begin) * room), room - 1)
    chosen = min(max(window.row, 0), len(rows) - 1)
    space = max(count - EDGES - (5 if pointing else 0), 1)
    top = min(max(chosen - space // 2, 0), max(len(rows) - space, 0))
    waiting = next((row.ink for row in rows if row.waited_for_gil), rows[chosen].ink)
    drawn = [_legend(waiting, cells), BLANK]
    airy = pointing and len(rows) + sum(row.worker == 0 for row in rows) <= space
    for k, row in list(enumerate(rows))[top : top + space]:
        drawn += [BLANK] if airy and row.worker == 0 and k else []
        drawn.append(
            _row(row, pointing and k == chosen, begin, end, room, at if pointing and k == chosen else None)
        )
    drawn += _axis(begin, end, room)
    step = (end - begin) / room
    return [*drawn, *_selected(rows[chosen], rows, window.cursor * whole, step, cells)] if pointing else drawn


def _legend(ink: str, cells: int) -> Line:
    title = " one clock for all lanes  " if cells >= 84 else " one clock  " if cells >= 72 else " "
    pieces = [Piece(title, "dim")]
    for word in (RUNS, GIL, LOCK, WAITS, STARTS, IDLE):
        sign_ink = f"{ink} bar" if word in (RUNS, GIL) else "dim"
        pieces += [Piece(SIGNS[word], sign_ink), Piece(f" {word}  ", "dim")]
    return tuple(pieces)


def _row(row: Row, chosen: bool, begin: float, end: float, room: int, at: int | None) -> Line:
    head = f"{row.letter} " if row.worker == 0 else "  "
    pieces = [
        Piece("▶" if chosen else " ", "gold"),
        Piece(head, f"{row.ink} bold"),
        Piece(f"w{row.worker:<{LABEL - 4}}", row.ink),
    ]
    step = (end - begin) / room
    for k in range(room):
        word = row.doing(begin + k * step, begin + (k + 1) * step)
        ink = f"{row.ink} bar" if word in (RUNS, GIL) else "dim"
        if k == at:
            pieces.append(Piece("│", "cursor"))
        elif pieces[-1].ink == ink and k != 0 and (at is None or k - 1 != at):
            pieces[-1] = pieces[-1]._replace(text=pieces[-1].text + SIGNS[word])
        else:
            pieces.append(Piece(SIGNS[word], ink))
    return line(*pieces)


def _axis(begin: float, end: float, room: int) -> list[Line]:
    step = _round_step((end - begin) * 12 / room)
    signs, words = ["─"] * room, ""
    first = -(-begin // step)
    for k in range(int((end - first * step) // step) + 1):
        t = (first + k) * step
        place = min(int((t - begin) / (end - begin) * room), room - 1)
        signs[place] = "┴"
        word = units.duration(t) if t else "0 s"
        words = words.ljust(place) + word if place + len(word) <= room else words
    blank = " " * LABEL
    return [line(blank, Piece("".join(signs), "faint")), line(blank, Piece(words, "dim"))]


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, 50 ... not below that many ns."""
    power = 10.0 ** math.floor(math.log10(max(least, 1.0)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)


def _selected(row: Row, others: Sequence[Row], t: float, step: float, cells: int) -> list[Line]:
    word = row.doing(t, t + step) or "is done"
    if word == GIL:
        word = f"waits for the GIL{_holder(row, others, t, step)}"
    items = row.items_at(t)
    about = f" {row.letter} {row.name} w{row.worker} at {units.duration(t) if t else '0 s'}: {word}"
    drawn = [
        BLANK,
        rule("at the cursor", cells),
        fit(line(Piece(about, row.ink), Piece(f"  {items}", "dim")), cells),
    ]
    times = hand_overs(row)
    told = f" seen giving up the GIL {units.count(times, 'time')}, as far as samples tell" if times else ""
    how = " ← → move the cursor   ↑ ↓ another worker   + - closer, wider"
    return [*drawn, line(Piece(told, "dim")), line(Piece(how, "faint"))]


def _holder(row: Row, others: Sequence[Row], t: float, step: float) -> str:
    """Who ran then, where the samples show exactly one other worker of the lane running."""
    ran = [
        other
        for other in others
        if other.ink == row.ink and other.worker != row.worker and other.doing(t, t + step) == RUNS
    ]
    return f", held by {ran[0].letter} w{ran[0].worker}" if len(ran) == 1 else ""
