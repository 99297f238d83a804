"""The answer of a sweep as lines of text: the sentence, a table, curves, what was left out, doubts."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gilrace.analysis.units import ascii_only, count, duration, percent, ratio, times
from gilrace.console.neutral import neutral
from gilrace.console.table import Column, tables
from gilrace.sweep.costs import costs_lines, read
from gilrace.sweep.curves import fit_words
from gilrace.sweep.plot import Plot, legend, plot, words
from gilrace.sweep.recorded import told_in

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.sweep.answer import Answer, Row
    from gilrace.sweep.curves import Curve

SIGNS = {"chosen": "*", "tied": "=", "disqualified": "x", "failed": "x", "unable": "x"}
WIDEST = 72  # cells of a picture
LOG_FROM = 16  # workers; a curve that far is drawn on a logarithmic axis


def sweep_lines(made: Answer, width: int = 80, *, glyphs: str = "full", pictures: bool = True) -> list[str]:
    """Everything worth keeping. Without ``pictures`` every curve is a sentence a point."""
    found = [made.sentence, *_rest(made, width, glyphs, pictures)]
    lines = [line for text in found for line in _wrapped(neutral(text), width)]
    return [ascii_only(line) for line in lines] if glyphs == "ascii" else lines


def _wrapped(line: str, width: int) -> list[str]:
    if len(line) <= width or "   " in line.strip() or "│" in line:
        return [line]
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, max(width, 20), subsequent_indent=f"{indent}  ", break_on_hyphens=False)


def _rest(made: Answer, width: int, glyphs: str, pictures: bool) -> Iterator[str]:
    timed = [row for row in made.rows if row.wall]
    if timed:
        yield from ("", *_table(timed, width))
        if any(row.status == "tied" for row in timed):
            yield "* chosen, = too close to it to call or not enough better"
    for one in made.curves:
        yield from ("", *_curve(one, made.curve is one, width, glyphs, pictures))
    yield from _without(made)
    if made.doubts:
        yield from ("", "To keep in mind:", *(f"  {doubt}" for doubt in made.doubts))


def _table(rows: list[Row], width: int) -> list[str]:
    def cells(of: str) -> tuple[str, ...]:
        return tuple(_cell(row, of) for row in rows)

    key = Column("candidate", cells("name"), left=True)
    titles = ("time", "±", "speed-up", "efficiency", "rounds")
    return tables(key, [Column(title, cells(title)) for title in titles], width)


def _cell(row: Row, of: str) -> str:
    wall, gain = row.wall, row.speedup
    if of == "name":
        return f"{SIGNS.get(row.status, ' ')} {row.candidate.name}"
    if of == "time":
        return duration(wall.value if wall else None)
    if of == "±":
        return percent(wall.plus_minus / wall.value) if wall and wall.value else "-"
    if of == "speed-up":
        return ratio(gain.value) if gain else row.status
    if of == "efficiency":
        return percent(row.efficiency)
    return str(wall.rounds) if wall else "0"


def _curve(one: Curve, worth_seeing: bool, width: int, glyphs: str, pictures: bool) -> Iterator[str]:
    yield f"{one.strategy}:"
    if pictures and worth_seeing:
        far = max(p.workers for p in one.points) >= LOG_FROM
        asked = Plot(one, min(width, WIDEST), log=far, braille=glyphs == "full")
        yield from (words(row) for row in plot(asked))
        yield f"      {legend(asked)}"
    elif not pictures:
        for point in one.points:
            told = f"{times(point.speedup)} times, efficiency {percent(point.efficiency)}"
            yield f"  {count(point.workers, 'worker')}: {told}"
    yield from (f"  {line}" for line in fit_words(one))
    yield f"  {one.sentence}"


def _without(made: Answer) -> Iterator[str]:
    """Those without a time that counts: failures each by itself, the rest by reason."""
    bad = [row for row in made.rows if row.status in ("disqualified", "failed", "unable", "stopped")]
    if bad:
        yield from ("", "Dropped out:")
        yield from (f"  {row.candidate.name}: {row.status}: {row.reason}" for row in bad)
    left: dict[str, list[str]] = {}
    for row in made.rows:
        if row.status == "left out" and row.reason:
            left.setdefault(row.reason, []).append(row.candidate.name)
    if left:
        yield from ("", "Not tried:")
        for reason, names in left.items():
            yield f"  {names[0]}{f' and {len(names) - 1} more' if names[1:] else ''}: {reason}"


def break_even_lines(state: RaceState, width: int, *, glyphs: str = "full") -> list[str]:
    """From which work on a process pool pays here, where the sweep measured it."""
    costs = read(told_in(state))
    if costs is None:
        return []
    found = ["", "On this machine:", *(f"  {line}" for line in costs_lines(costs))]
    lines = [line for text in found for line in _wrapped(text, width)]
    return [ascii_only(line) for line in lines] if glyphs == "ascii" else lines
