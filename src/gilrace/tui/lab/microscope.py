"""The microscope's picture: the line, its instructions, and what lies between reading and writing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.lab.explore.slowwords import SWITCH, gap_words, where_words
from gilrace.lab.explore.words import mark_words
from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lab.listing import NOTHING, Listing
from gilrace.tui.lab.source_panel import Cursor, source_panel
from gilrace.tui.lines import BLANK, Line, Piece, beside, column, fit, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.lab.explore.slowmotion import Gap, SlowMotion, Tick

BELOW = 4  # rows under the instructions
ROOMY = 20  # rows from which all is said
NAME_CELLS, ARGUMENT_CELLS = 21, 15


@dataclass(frozen=True)
class MicroscopeView:
    """What the microscope shows. Without ``shown`` it says that it is being prepared."""

    title: str
    actor: int
    shown: SlowMotion | None = None
    at: int = 0  # instructions done
    listing: Listing = NOTHING
    notice: str = ""
    keys: tuple[Key, ...] = field(default=())


def microscope(view: MicroscopeView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    shown = view.shown
    badge = line(Piece("MICROSCOPE", "headgold"))
    if shown is None or not shown.ticks:
        words = view.notice or "executing it, instruction by instruction …"
        body = [BLANK, *(line(" ", row) for row in paragraph(words, cells - 2))]
        return framed(header(view.title, "", badge, cells), body, view.keys, size)
    about = f"{shown.actor} alone · Python {shown.python}{'' if shown.gil else ' without a GIL'}"
    legend = f"{SWITCH} somebody else may come in{f': {where_words(shown)}' if rows >= ROOMY else ''}."
    top = paragraph(legend, cells - 2, "dim")
    room = rows - 2 - len(top) - BELOW
    above = _above(view, shown, cells, max(room // 3, 3))
    listed = _instructions(shown, view.at, cells, room - len(above))
    body = [*(line(" ", row) for row in top), *above, *listed]
    body += [BLANK] * (rows - 2 - BELOW - len(body))
    return framed(
        header(view.title, about, badge, cells), [*body, *_below(view, shown, cells)], view.keys, size
    )


def _above(view: MicroscopeView, shown: SlowMotion, cells: int, rows: int) -> list[Line]:
    left = cells * 3 // 5
    source = _source(view, shown, left, rows)
    return beside(source, _values(shown, view.at, cells - left - 2, rows), left, (Piece("  "),))


def _source(view: MicroscopeView, shown: SlowMotion, cells: int, rows: int) -> list[Line]:
    place = _next(shown, view.at).instruction.place
    own = place.file == view.listing.file
    listing = view.listing if own else NOTHING
    end = place.end_column if place.end_line == place.line else 0
    letter = chr(65 + view.actor)
    here = Cursor(view.actor, letter, place.line, place.column, end, focus=True)
    numbers = listing.around([place.line]) if own else ()
    return source_panel(listing, numbers, [here], cells, min(rows, len(numbers) + 1) if own else 2)


def _next(shown: SlowMotion, at: int) -> Tick:
    return shown.ticks[min(at, len(shown.ticks) - 1)]


def _values(shown: SlowMotion, at: int, cells: int, rows: int) -> list[Line]:
    """What the actor knows, and what it did to shared things."""
    known = [(name, value) for name, value in _next(shown, at).variables if not name.startswith("_")]
    done = [mark_words(mark) for tick in shown.ticks[:at] for mark in tick.marks]
    found = [line(" ", Piece(f"{name} = ", "dim"), Piece(value, "strong")) for name, value in known]
    found += [line(Piece(f" {words}", "text")) for words in done[-max(rows - 1 - len(found), 1) :]]
    if not found:
        found = [line(Piece(" nothing yet", "dim"))]
    return [rule("knows, and has done", cells), *(fit(row, cells) for row in found[: rows - 1])]


def _instructions(shown: SlowMotion, at: int, cells: int, rows: int) -> list[Line]:
    """A title and as many instructions as fit around the next one."""
    title = rule("instruction by instruction", cells)
    room = max(rows - 1, 1)
    count = len(shown.ticks)
    first = min(max(at - room // 2, 0), max(count - room, 0))
    numbers = range(first, min(first + room, count))
    return [title, *(fit(_row(shown, at, number), cells) for number in numbers)]


def _row(shown: SlowMotion, at: int, number: int) -> Line:
    tick = shown.ticks[number]
    one, done = tick.instruction, number < at
    gap = next((gap for gap in shown.gaps if gap.read <= number <= gap.write), None)
    ink = "dim" if done else "text"
    return line(
        Piece("▶" if number == at else " ", "gold"),
        Piece(f"{number + 1:>4} ", "gold" if number == at else "faint"),
        _joint(gap, number),
        Piece(f" {SWITCH} " if tick.switch else "   ", "warn bold"),
        Piece("  " * tick.depth),
        column(one.name, NAME_CELLS, "strong" if number == at else ink),
        Piece(" "),
        column(one.argument, ARGUMENT_CELLS, ink),
        Piece(" "),
        Piece(", ".join(map(mark_words, tick.marks)), "dim" if done else "gold"),
    )


def _joint(gap: Gap | None, number: int) -> Piece:
    """What joins the reading of a place to its writing."""
    if gap is None:
        return Piece("  ")
    sign = "┌─" if number == gap.read else "└─" if number == gap.write else "│ "
    return Piece(sign, "bad" if gap.switch else "good")


def _below(view: MicroscopeView, shown: SlowMotion, cells: int) -> list[Line]:
    words, ink = (view.notice, "warn") if view.notice else _comment(shown, view.at)
    rows = [line(" ", row) for row in paragraph(words, cells - 2, ink)[: BELOW - 2]]
    return [BLANK, _progress(view, shown, cells), *rows, *[BLANK] * (BELOW - 2 - len(rows))]


def _comment(shown: SlowMotion, at: int) -> tuple[str, str]:
    """What to notice: the gap one stands in or comes to next; else the last one."""
    gap = next((gap for gap in shown.gaps if at <= gap.write), shown.gaps[-1] if shown.gaps else None)
    if gap is None:
        return "Nothing is read here and written after.", "dim"
    return gap_words(shown, gap), "bad" if gap.switch else "good"


def _progress(view: MicroscopeView, shown: SlowMotion, cells: int) -> Line:
    count, width = len(shown.ticks), min(cells // 4, 30)
    full = round(width * view.at / count)
    more = "" if shown.complete else f"  there is more: only the first {count} are shown"
    if view.at < count:
        switch = shown.ticks[view.at].switch
        here = ("somebody else may come in here", "warn") if switch else ("nobody can come in here", "dim")
    else:
        here = ("done", "dim")
    return line(
        Piece(f" instruction {view.at}/{count} ", "strong"),
        Piece("━" * full, "gold"),
        Piece("╌" * (width - full), "faint"),
        Piece(f"  {here[0]}", here[1]),
        Piece(more, "dim"),
    )
