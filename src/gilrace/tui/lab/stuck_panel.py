"""A deadlock that really happened: where everybody in it stands, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.lab.wild.session import possible
from gilrace.tui.lines import BLANK, Line, Piece, fit, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.events import Stuck
    from gilrace.tui.lab.wild_state import WildState

WORDS = {
    "abort": ("a", "call off a wait", "no preemption"),
    "order": ("o", "impose an order", "circular wait"),
    "timeout": ("t", "wait for a while", "hold and wait"),
    "kill": ("k", "kill the process", "everything"),
}


def choices(demo: Demo, state: WildState, cells: int) -> list[Line]:
    """What can be done, by key, and which of Coffman's conditions it removes; how it was named."""
    rows = [rule("ways out, and what they remove", cells)]
    for choice in possible(demo):
        key, words, removes = WORDS[choice]
        rows.append(line(" ", Piece(f"{key}", "key", key), Piece(f" {words:<17}"), Piece(removes, "dim")))
    if state.stuck is not None:
        took = f"{state.stuck.detection_ns / 1e6:.0f} ms after it began,"
        words = f"{state.stuck.failure.capitalize()} number {state.stuck_count}, named {took} from outside."
        rows += [BLANK, *(line(" ", row) for row in paragraph(words, cells - 2))]
    if state.ways:
        last = state.ways[-1]
        words = f"Last time: {last.choice}, {last.took_ns / 1e6:.1f} ms."
        rows += [line(" ", row) for row in paragraph(words, cells - 2, "good")]
    return rows


def members(stuck: Stuck, cells: int) -> list[Line]:
    """Everybody's line and locals, one a row."""
    rows = []
    for member in stuck.members:
        at = member.place
        place = f" line {at.line}: {at.source}" if at else ""
        known = "  ".join(f"{name} = {value}" for name, value in at.locals) if at else ""
        held = f" holds {' and '.join(member.holds)}," if member.holds else ""
        waits = f" {member.phrase} {member.tool}," if member.tool else ""
        words = (Piece(f"{held}{waits}{place}", "text"), Piece(f"   {known}", "dim"))
        rows.append(fit(line(Piece(member.actor, "strong"), *words), cells))
    return rows
