"""The right-hand side of the stepper: shared values, actors, locks, guard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.lab.explore.words import DOES
from gilrace.tui.lab.source_panel import actor_ink
from gilrace.tui.lab.told import Change, histories, old_copies
from gilrace.tui.lines import Line, Piece, column, line, paragraph, plain, rule

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.story import ActorView, Story

LONGEST_HISTORY = 8
WORKERS = {"threads": "threads", "asyncio": "tasks", "processes": "processes"}


def shared(story: Story, at: int, cells: int) -> list[Line]:
    """Every shared value with its history; who wrote it by letter."""
    past = histories(story, at)
    if not past:
        return []
    name_cells = min(max(len(name) for name in past), cells // 2)
    rows = [_value(name, changes, name_cells, cells) for name, changes in past.items()]
    return [rule("shared", cells), *rows]


def _value(name: str, changes: Sequence[Change], name_cells: int, cells: int) -> Line:
    pieces: list[Piece] = []
    for number, change in enumerate(changes[-LONGEST_HISTORY:], 1):
        if change.actor >= 0:
            pieces.append(Piece(f" {chr(65 + change.actor)}→", actor_ink(change.actor)))
        last = number == len(changes[-LONGEST_HISTORY:])
        pieces.append(Piece(change.value, "strong" if last else "dim"))
    room = cells - name_cells - 3
    cut = len(changes) > LONGEST_HISTORY
    while len(pieces) > 1 and len(plain(tuple(pieces))) + 2 * cut > room:
        pieces, cut = pieces[1:], True
    return line(" ", column(name, name_cells), "  ", Piece("…" if cut else "", "faint"), tuple(pieces))


def actors(story: Story, at: int, cells: int) -> list[Line]:
    """Every actor: what it is about to do or waits for, and what it knows."""
    moment, old = story.moments[at], old_copies(story, at)
    name_cells = min(max(len(view.name) for view in moment.actors), 8)
    title = WORKERS.get(story.demo.kind, "actors")
    rows = [
        _actor(story, view, number, old.get(number, ()), name_cells)
        for number, view in enumerate(moment.actors)
    ]
    return [rule(title, cells), *rows]


def _actor(story: Story, view: ActorView, number: int, old: Sequence[str], name_cells: int) -> Line:
    who = line(
        Piece(f" {view.letter} ", f"{actor_ink(number)} bold"),
        column(view.name, name_cells, actor_ink(number)),
        "  ",
    )
    if view.status == "blocked":
        by = " and ".join(story.moments[-1].actors[actor].name for actor in view.waits_on)
        return line(
            who,
            Piece("waits for ", "warn"),
            Piece(view.waits_for, "strong"),
            Piece(f" of {by}" if by else "", "warn"),
        )
    if view.status in ("ended", "failed"):
        return line(who, Piece(view.status, "dim" if view.status == "ended" else "bad"))
    known = ", ".join(f"{name} = {value}" for name, value in view.variables if not name.startswith("_"))
    about = f"{DOES.get(view.verb, view.verb + 's')} {view.object}".strip()
    stale = Piece(" old copy", "warn bold") if old else Piece("")
    return line(who, Piece(known or f"next {about}", "text" if known else "dim"), stale)


def locks(story: Story, at: int, cells: int) -> list[Line]:
    """Locks, queues and the like, and who waits at them."""
    moment = story.moments[at]
    if not moment.objects:
        return []
    rows = []
    for name, state in moment.objects:
        waiters = [view.name for view in moment.actors if view.status == "blocked" and view.waits_for == name]
        free = state in ("free", "nobody waits", "None") or state.startswith("0 ")
        sign = Piece(" ○ " if free else " ● ", "dim" if free else "gold")
        words = f"{name}: {state}" if state else name
        waits = f", {' and '.join(waiters)} {'waits' if len(waiters) == 1 else 'wait'}" if waiters else ""
        rows.append(line(sign, Piece(words, "dim" if free else "text"), Piece(waits, "warn")))
    return [rule("locks", cells), *rows]


def guard(demo: Demo, name: str, cells: int, key: str = "l") -> list[Line]:
    """Which fix is on, in words, and what the key will do."""
    names = ("", *demo.guard_names)
    after = names[(names.index(name) + 1) % len(names)] if name in names else ""
    change = f"{key}: {after or 'off'}"
    if not name:
        return [line(Piece(" ○ guard is OFF", "warn"), Piece(f"   {change}" if demo.guards else "", "dim"))]
    words = demo.guard(name).summary
    first = line(Piece(f" ● guard {name} is ON", "good"), Piece(f"   {change}", "dim"))
    return [first, *(line("   ", *row) for row in paragraph(words, cells - 4, "dim"))]
