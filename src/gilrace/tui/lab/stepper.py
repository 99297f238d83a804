"""The stepper's picture: source, deeds, graph, shared values, locks, all interleavings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lab import panels
from gilrace.tui.lab.deeds import deeds
from gilrace.tui.lab.interleavings import interleavings, tree
from gilrace.tui.lab.listing import NOTHING, Listing
from gilrace.tui.lab.ring import ring, waits_of
from gilrace.tui.lab.source_panel import Cursor, source_panel
from gilrace.tui.lab.told import comment, focus, preemptions
from gilrace.tui.lines import BLANK, Line, Piece, beside, fit, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.explore.story import Story
    from gilrace.lab.rehearsal.leaves import Leaf

MODELS = {"free": "a switch at any step", "gil": "switches where a GIL can"}
BELOW = 4  # rows under the two columns, more where those leave some free


@dataclass(frozen=True)
class StepperView:
    """What the stepper shows. Without a demo and story it says that it is being prepared."""

    title: str = ""
    demo: Demo | None = None
    story: Story | None = None
    at: int = 0  # the moment shown
    listing: Listing = NOTHING
    found: Exploration | None = None
    leaves: Sequence[Leaf] = ()
    unexplored: str = ""  # why there is no result
    hidden: bool = False  # a challenge: do not show the answers
    notice: str = ""  # instead of the comment
    notice_ink: str = "warn"
    badge: str = "BUG DEMO"
    hint: str = ""  # what to try, as the scenario words it
    loop: str = ""  # the steps that can repeat for ever after this schedule
    busy: bool = False
    keys: tuple[Key, ...] = field(default=())


def stepper(view: StepperView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    demo, story = view.demo, view.story
    if demo is None or story is None:
        words = [BLANK, *paragraph(view.notice or "preparing the demo …", cells - 2, view.notice_ink)]
        return framed(_head(view, cells), [line(" ", row) for row in words], view.keys, size)
    room = rows - 2 - BELOW - 1
    left = min(cells * 11 // 20, 70)
    columns = beside(
        _left(view, demo, story, left, room),
        _right(view, demo, story, cells - left - 2, room),
        left,
        (Piece("  "),),
    )
    columns = columns[:room]
    below = _below(view, story, cells, BELOW + room - len(columns))
    summary = fit(line(Piece(f" {demo.summary}", "dim")), cells)
    body = [summary, *columns, *[BLANK] * (rows - 3 - len(columns) - len(below)), *below]
    return framed(_head(view, cells), body, view.keys, size)


def _head(view: StepperView, cells: int) -> Line:
    about = ""
    if view.demo is not None and view.story is not None:
        guard = f"guard {view.story.guard}" if view.story.guard else "no guard"
        model = f" · {MODELS[view.story.model]}" if view.demo.kind == "threads" else ""
        about = f"{panels.WORKERS[view.demo.kind]} · {guard}{model}"
    return header(
        view.demo.title if view.demo else view.title, about, line(Piece(view.badge, "headgold")), cells
    )


def _left(view: StepperView, demo: Demo, story: Story, cells: int, rows: int) -> list[Line]:
    graph = ring(waits_of(story, view.at), cells) if story.moments[view.at].ring else []
    room = rows - len(graph)
    numbers = view.listing.around(_lines(demo, story))
    kept = min(len(story.steps) + 1, room // 2) if graph else room // 2
    source_rows = min(len(numbers) + 1, room - kept)
    source = source_panel(
        view.listing, numbers, cursors(story, view.at, view.listing.file), cells, source_rows
    )
    return [*source, *deeds(story, view.at, cells, room - len(source)), *graph]


def _lines(demo: Demo, story: Story) -> list[int]:
    """Every line an actor is, was or will be at, and where the bodies begin."""
    bodies = (demo.guard(story.guard) if story.guard else demo).actors
    places = [mark.place for step in story.steps for mark in step.marks]
    places += [view.place for moment in story.moments for view in moment.actors if view.place]
    starts = [actor.args[0] for actor in bodies if actor.args and isinstance(actor.args[0], int)]
    return [*starts, *(place.line for place in places if place.file == demo.file)]


def cursors(story: Story, at: int, file: str) -> list[Cursor]:
    """Where the unfinished actors stand."""
    looked_at = focus(story, at)
    return [
        Cursor(
            number,
            view.letter,
            view.place.line,
            view.place.column,
            view.place.end_column if view.place.end_line == view.place.line else 0,
            number == looked_at,
        )
        for number, view in enumerate(story.moments[at].actors)
        if view.place and view.place.file == file and view.status in ("ready", "blocked")
    ]


def _right(view: StepperView, demo: Demo, story: Story, cells: int, rows: int) -> list[Line]:
    """Panels from the top as far as they fit; a tree when all of it does."""
    at = view.at
    own = [
        panels.shared(story, at, cells),
        panels.actors(story, at, cells),
        panels.locks(story, at, cells) + panels.guard(demo, story.guard, cells),
    ]
    counted = [] if view.hidden else interleavings(view.found, view.unexplored, cells)
    branches = [] if view.hidden else tree(view.leaves, [s.letters for s in story.steps[:at]], cells)
    spare = rows - sum(map(len, own)) - len(counted)
    if spare < 0:
        counted = counted[:3]
    if len(branches) > spare:
        branches = []
    gaps = spare - len(branches) >= len(own)
    body = [row for panel in own if panel for row in (*panel, *([BLANK] if gaps else []))]
    tried = _tried(view, cells)
    if gaps and spare - len(branches) - len(own) >= len(tried) + 1:
        branches = [*branches, *tried]
    room = rows - len(counted) - len(branches)
    if len(body) > room:
        body = [*body[: room - 1], line(Piece(" …", "faint"))]
    return [fit(row, cells) for row in (*body, *counted, *branches)]


def _tried(view: StepperView, cells: int) -> list[Line]:
    """What the scenario says to try."""
    words = view.hint.replace("`", "").replace("*", "")
    return (
        [BLANK, rule("try this", cells), *(line(" ", row) for row in paragraph(words, cells - 2))]
        if words
        else []
    )


def _below(view: StepperView, story: Story, cells: int, rows_at_most: int) -> list[Line]:
    words, ink = (view.notice, view.notice_ink) if view.notice else comment(story, view.at)
    if view.loop and not view.notice and view.at == len(story.steps):
        words, ink = _loop(view), "bad"
    rows = paragraph(words, cells - 2, ink)
    failed = story.outcome is not None and story.outcome.failed
    if (failed or view.loop) and ink == "bad" and view.at == len(story.steps) and not view.hidden:
        rows += paragraph(story.demo.lesson, cells - 2, "dim")
    rows = [line(" ", row) for row in rows[: rows_at_most - 2]]
    return [BLANK, _progress(view, story, cells), *rows, *[BLANK] * (BELOW - 2 - len(rows))]


def _loop(view: StepperView) -> str:
    """Who goes round in circles from here, and who never gets on."""
    known = view.found.tally.failures if view.found is not None else ()
    found = next((failure for failure in known if failure.schedule.endswith(f"({view.loop})")), None)
    if found is None:
        return f"livelock: from here {view.loop} can repeat for ever."
    return f"{found.kind}: {found.message}."


def _progress(view: StepperView, story: Story, cells: int) -> Line:
    count, width = len(story.steps), min(cells // 4, 30)
    full = round(width * view.at / count) if count else 0
    switched = preemptions(story, view.at)
    schedule = "".join(step.letters for step in story.steps[: view.at])[-24:]
    return line(
        Piece(f" step {view.at}/{count} ", "strong"),
        Piece("━" * full, "gold"),
        Piece("╌" * (width - full), "faint"),
        Piece(f"  {schedule}", "text"),
        Piece(f"  {switched} {'preemption' if switched == 1 else 'preemptions'}" if view.at else "", "dim"),
        Piece("  …" if view.busy else "", "dim"),
    )
