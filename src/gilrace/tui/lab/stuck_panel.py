"""A deadlock that really happened: where everybody in it stands, and what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.lab.wild.session import REMOVES
from gilrace.tui.lines import Line, Piece, fit, line, rule

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.events import Stuck

WORDS = {
    "abort": ("a", "call off one wait", "no preemption"),
    "order": ("o", "impose the order", "circular wait"),
    "timeout": ("t", "wait only so long", "hold and wait"),
    "kill": ("k", "kill the process", "all of it"),
}


def possible(demo: Demo) -> list[str]:
    """The ways out that this demo has."""

    def known(choice: str) -> bool:
        return any(choice in g.name or (g.removes and g.removes == REMOVES[choice]) for g in demo.guards)

    return [choice for choice in WORDS if choice not in REMOVES or known(choice)]


def choices(demo: Demo, cells: int) -> list[Line]:
    """What can be done, by key, and which of Coffman's conditions it takes away."""
    rows = [rule("ways out: key, deed, condition removed", cells)]
    for choice in possible(demo):
        key, words, removes = WORDS[choice]
        rows.append(line(Piece(f" {key} ", "key", key), Piece(f" {words:<18}"), Piece(f" {removes}", "dim")))
    return rows


def members(stuck: Stuck, cells: int) -> list[Line]:
    """Everybody's line and locals, one a row; then how fast it was named."""
    rows = []
    for member in stuck.members:
        at = member.place
        place = f" line {at.line}: {at.source}" if at else ""
        known = "  ".join(f"{name} = {value}" for name, value in at.locals) if at else ""
        held = f" holds {' and '.join(member.holds)}," if member.holds else ""
        waits = f" {member.phrase} {member.tool}," if member.tool else ""
        words = line(
            Piece(member.actor, "strong"), Piece(f"{held}{waits}{place}", "text"), Piece(f"   {known}", "dim")
        )
        rows.append(fit(words, cells))
    took = f"named {stuck.detection_ns / 1e6:.0f} ms after it began, from another process"
    return [*rows, line(Piece(took, "dim"))]
