"""The line: the race waits for a guess."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lines import BLANK, Line, Piece, line, paragraph

if TYPE_CHECKING:
    from gilrace.scenario import Scenario


@dataclass(frozen=True)
class GuessView:
    """What is asked."""

    scenario: Scenario
    keys: tuple[Key, ...] = ()


def guess(view: GuessView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    teach = view.scenario.teach
    room = min(cells - 6, 90)
    body = [line(Piece("before you look: a guess", "dim")), BLANK]
    body += paragraph(teach.question if teach else "", room, "strong")
    body.append(BLANK)
    for number, choice in enumerate(choices(view.scenario), 1):
        body.append(line(Piece(f"  {number} ", "key", str(number)), Piece(f" {choice}", "text", str(number))))
        body += [BLANK] if rows >= 24 else []
    body += [BLANK, *paragraph("The lanes stand at the line and start when you have chosen.", room, "dim")]
    above = max((rows - 2 - len(body)) // 3, 0)
    indented = [line("   ", row) for row in body]
    top = header(view.scenario.name, view.scenario.title, line(Piece("GUESS FIRST", "headgold")), cells)
    return framed(top, [BLANK] * above + indented, view.keys, size)


def choices(scenario: Scenario) -> tuple[str, ...]:
    """What can be guessed: the scenario's choices, else its lanes."""
    if scenario.teach and scenario.teach.choices:
        return scenario.teach.choices[:9]
    return tuple(lane.name for lane in scenario.lanes)[:9]
