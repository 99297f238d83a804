"""Who did what: a step a line, indented by actor, the conflicting pair joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.tui.lab.source_panel import actor_ink
from gilrace.tui.lab.told import deed, pair
from gilrace.tui.lines import Line, Piece, fit, line, rule

if TYPE_CHECKING:
    from gilrace.lab.explore.story import Story

WIDE = 6  # from so many actors on, the columns are narrow


def deeds(story: Story, at: int, cells: int, rows: int) -> list[Line]:
    """The title and as many steps as fit around moment ``at``; steps to come are faint."""
    title = rule("who did what", cells)
    if not story.steps:
        return [title, line(Piece("  nothing yet: n makes a step", "dim"))]
    count, room = len(story.steps), max(rows - 1, 1)
    first = min(max(at - 1 - room // 2, 0), max(count - room, 0))
    return [
        title,
        *(fit(_row(story, at, number), cells) for number in range(first, min(first + room, count))),
    ]


def _row(story: Story, at: int, number: int) -> Line:
    step = story.steps[number]
    done, name = number < at, story.demo.actors[step.actor].name
    now = number == at - 1
    indent = " " * (step.actor * (1 if len(story.demo.actors) >= WIDE else 2))
    words = deed(step) + ("  (next)" if number == at else "")
    return line(
        Piece("▶" if now else " ", "gold"),
        Piece(f"{number + 1:>3} ", "gold" if now else "dim"),
        Piece(f"{_joint(pair(story, at), number)} ", "warn"),
        indent,
        Piece(f"{name} ", f"{actor_ink(step.actor)} bold" if done else "faint"),
        Piece(words, ("strong" if now else "text") if done else "faint"),
    )


def _joint(joined: tuple[int, int] | None, number: int) -> str:
    if joined is None or not joined[0] <= number <= joined[1]:
        return "  "
    if number == joined[0]:
        return "┌─"
    return "└─" if number == joined[1] else "│ "
