"""The wait-for graph: a ring for a circle, and the words that say it is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from gilrace.tui.lab.source_panel import actor_ink
from gilrace.tui.lines import Line, Piece, line, rule, width

if TYPE_CHECKING:
    from gilrace.lab.explore.story import Story


class Wait(NamedTuple):
    """An actor, and the thing it waits for, which the next in the ring has."""

    actor: int
    name: str
    thing: str


def waits_of(story: Story, at: int) -> tuple[Wait, ...]:
    """The ring at a moment."""
    moment = story.moments[at]
    return tuple(Wait(k, moment.actors[k].name, moment.actors[k].waits_for) for k in moment.ring)


def ring(waits: Sequence[Wait], cells: int) -> list[Line]:
    """The graph under its title: on one line with the way back below, or one below the other."""
    names = " → ".join(wait.name for wait in (*waits, waits[0]))
    words = line(Piece(f"  cycle {names}: ", "text"), Piece("DEADLOCK", "bad bold"))
    across = _across(waits)
    graph = across if width(across[0]) <= cells else _down(waits)
    return [rule("wait-for graph", cells), *graph, words]


def _across(waits: Sequence[Wait]) -> list[Line]:
    pieces: list[Piece] = [Piece("   ")]
    for wait in waits[:-1]:
        pieces += [_actor(wait), Piece(f" ─{wait.thing}─▶ ", "bad")]
    pieces.append(_actor(waits[-1]))
    row = tuple(pieces)
    back = max(width(row) - 8, len(waits[-1].thing) + 4)
    thing = waits[-1].thing
    left = (back - len(thing)) // 2
    turn = f"└{'─' * left}{thing}{'─' * (back - left - len(thing))}┘"
    return [row, line(Piece(f"    ↑{' ' * back}│", "bad")), line(Piece(f"    {turn}", "bad"))]


def _down(waits: Sequence[Wait]) -> list[Line]:
    """For rings too long for a line; the last line says where it closes."""
    after = (*waits[1:], waits[0])
    return [
        line("   ", _actor(wait), Piece(f" ─{wait.thing}─▶ ", "bad"), _actor(other))
        for wait, other in zip(waits, after, strict=True)
    ]


def _actor(wait: Wait) -> Piece:
    return Piece(f" {wait.name} ", f"{actor_ink(wait.actor)} fill")
