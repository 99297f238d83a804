"""The wild screen's picture: what really happens, and what theory says of the same source."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.lab.explore.result import Exploration, grouped
from gilrace.lab.wild.result import NO_RACE_UNDER_GIL, noise
from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lab import panels
from gilrace.tui.lab.interleavings import interleavings
from gilrace.tui.lab.listing import NOTHING, Listing
from gilrace.tui.lab.ring import Wait, ring
from gilrace.tui.lab.source_panel import Cursor, source_panel
from gilrace.tui.lab.stuck_panel import choices, members
from gilrace.tui.lab.wild_meters import meters, progress
from gilrace.tui.lines import BLANK, Line, Piece, beside, fit, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.events import Stuck
    from gilrace.tui.lab.wild_state import WildState
    from gilrace.tui.lab.window import Window

BELOW, BELOW_WHERE_TALL, TALL = 5, 11, 32
NOTED_BESIDE = 60  # cells of the source
SLOW_NS = 1_000_000_000  # after which it is said that nothing has come to an end
ENDS = {
    "time": "time is over",
    "stopped": "stopped",
    "killed": "killed",
    "crashed": "crashed",
    "witness": "over",
}


@dataclass(frozen=True)
class WildView:
    """What the wild screen shows."""

    demo: Demo
    state: WildState
    listing: Listing = NOTHING
    found: Exploration | None = None  # theory, for the guard that is on
    notice: str = ""
    matters: Window = field(default_factory=dict)  # lines on which actors meet, with the guard that is on
    keys: tuple[Key, ...] = field(default=())


def wild(view: WildView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    room = rows - 2 - _below_rows(rows) - 1
    left = min(cells * 11 // 20, 70)
    right = _right(view, cells - left - 2, room)
    columns = beside(_left(view, left, room), right, left, (Piece("  "),))[:room]
    below = _below(view, cells, _below_rows(rows), rows - 3 - len(columns))
    body = [
        fit(line(Piece(f" {view.demo.summary}", "dim")), cells),
        *columns,
        *[BLANK] * (rows - 3 - len(columns) - len(below)),
        *below,
    ]
    return framed(_head(view, cells), body, view.keys, size)


def _head(view: WildView, cells: int) -> Line:
    state, up = view.state, view.state.up
    guard = f"guard {state.guard}" if state.guard else "no guard"
    build = f" · Python {up.python}{'' if up.gil else ', no GIL'}" if up else ""
    clock = ENDS[state.end.reason] if state.end else f"{state.t / 1e9:4.1f} s"
    where = line(Piece(f"FOR REAL │ {clock}", "headgold"))
    return header(view.demo.title, f"{panels.WORKERS[view.demo.kind]} · {guard}{build}", where, cells)


def _left(view: WildView, cells: int, rows: int) -> list[Line]:
    stuck = view.state.stuck
    graph = ring(_waits(view.demo, stuck), cells) if stuck and stuck.circle else []
    bodies = (view.demo.guard(view.state.guard) if view.state.guard else view.demo).actors
    starts = [actor.args[0] for actor in bodies if actor.args and isinstance(actor.args[0], int)]
    cursors = _cursors(view.demo, stuck) if stuck else []
    numbers = view.listing.around([*starts, *view.matters, *(cursor.line for cursor in cursors)])
    room = min(len(numbers) + 1, rows - len(graph))
    source = source_panel(view.listing, numbers, cursors, cells, room, view.matters)
    legend = _legend(view.matters, cells) if not graph else []
    return [*source, *([BLANK] if len(source) + len(graph) < rows else []), *graph, *legend]


def _legend(matters: Window, cells: int) -> list[Line]:
    """What is done on the lines that matter, where there is no room for it beside them."""
    if cells >= NOTED_BESIDE or not matters:
        return []
    words = ", ".join(f"{number} {does}" for number, does in matters.items())
    return [line("  ", row) for row in paragraph(f"● where they meet: {words}", cells - 2, "gold")]


def _actor_number(demo: Demo, name: str) -> int:
    return next((k for k, actor in enumerate(demo.actors) if actor.name == name), 0)


def _cursors(demo: Demo, stuck: Stuck) -> list[Cursor]:
    """Where the stuck ones stand, on the outermost line in the demo's own file."""
    found: list[Cursor] = []
    for member in stuck.members:
        place = next((place for place in member.stack if place.file == demo.file), member.place)
        if place is not None:
            number = _actor_number(demo, member.actor)
            column = max(place.column - 1, 0)
            found.append(Cursor(number, chr(65 + number), place.line, column, place.end_column, not found))
    return found


def _waits(demo: Demo, stuck: Stuck) -> tuple[Wait, ...]:
    return tuple(Wait(_actor_number(demo, edge.waiter), edge.waiter, edge.tool) for edge in stuck.edges)


def _right(view: WildView, cells: int, rows: int) -> list[Line]:
    state = view.state
    if state.stuck is not None:
        panels_ = [progress(view.demo, state, cells), choices(view.demo, state, cells)]
    else:
        panels_ = [
            meters(state, cells),
            progress(view.demo, state, cells),
            panels.guard(view.demo, state.guard, cells),
            _theory(view.found, cells),
        ]
        if sum(map(len, panels_)) > rows:
            panels_[2] = panels_[2][:1]  # which guard is on, not what it does
    gaps = sum(map(len, panels_)) + len(panels_) - 1 <= rows
    body = [row for panel in panels_ for row in (*panel, *([BLANK] if gaps else []))]
    return [fit(row, cells) for row in body[:rows]]


def _theory(found: Exploration | None, cells: int) -> list[Line]:
    """What the explorer says of the same source, where the same switches are possible."""
    where = "with a GIL" if found is not None and found.model == "gil" else "anywhere"
    return [rule(f"theory, switches {where}", cells), *interleavings(found, "", cells)[1:3]]


def _below_rows(rows: int) -> int:
    return BELOW_WHERE_TALL if rows >= TALL else BELOW


def _below(view: WildView, cells: int, count: int, at_most: int) -> list[Line]:
    """The newest that there is to say, in words: in so many rows, more where they are free."""
    rows: list[Line] = []
    if view.notice:
        rows += paragraph(view.notice, cells - 2, "warn")
    rows += _words(view, cells - 2)
    shown = [line(" ", row) for row in rows[: max(count, at_most) - 1]]
    return [BLANK, *shown, *[BLANK] * (count - 1 - len(shown))]


def _words(view: WildView, cells: int) -> list[Line]:
    state = view.state
    if state.end is not None and state.end.reason == "crashed":
        return [
            *paragraph(state.end.sentence, cells, "bad"),
            *paragraph(state.end.detail or state.end.advice, cells),
        ]
    if state.stuck is not None:
        return [
            *paragraph(f"{state.stuck.failure.capitalize()}: {state.stuck.sentence}.", cells, "bad"),
            *members(state.stuck, cells),
        ]
    if state.recovered is not None:
        took = (
            f" It took {state.recovered.took_ns / 1e6:.1f} ms. Condition removed: {state.recovered.removes}."
        )
        return paragraph(state.recovered.sentence + took, cells, "good")
    if state.seen:
        return _witnesses(view, cells)
    return _nothing_yet(view, cells)


def _witnesses(view: WildView, cells: int) -> list[Line]:
    state, rows = view.state, []
    for seen in state.seen[-1:-8:-1]:
        guard = f" with guard {seen.guard}" if seen.guard else ""
        rows += paragraph(f"{seen.t / 1e9:.2f} s{guard}: {seen.witness.sentence}.", cells, "bad")
        if seen is state.seen[-1] and state.up is not None:
            rows += paragraph(noise(state.up, view.demo.kind), cells, "dim")
    if state.guard and all(seen.guard != state.guard for seen in state.seen):
        words = f"Since guard {state.guard} is on: nothing. What you read here is from before."
        rows = [*paragraph(words, cells, "good"), *rows]
    return rows


def _nothing_yet(view: WildView, cells: int) -> list[Line]:
    state = view.state
    if state.up is None:
        return paragraph("starting a process for it …", cells, "dim")
    shaken = paragraph(noise(state.up, view.demo.kind), cells, "dim")
    if not state.worlds and (state.end or not state.operations) and state.t - state.up.t > SLOW_NS:
        words = state.end.sentence if state.end else "Nothing has come to an end yet."
        return [*paragraph(words, cells, "warn"), *shaken]
    done = f"Nothing has failed in {grouped(state.operations)} operations"
    if not view.demo.gil and state.up.gil and not state.guard:
        return [*paragraph(f"{done}. {NO_RACE_UNDER_GIL}", cells, "warn"), *shaken]
    words = f"{done}, in {grouped(state.worlds)} fresh worlds."
    return [*paragraph(words, cells, "good" if state.guard else "dim"), *shaken]
