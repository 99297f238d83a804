"""Schedules as short strings: a letter an operation, A for the first actor; small when its timer fires.

``AB(AB)`` ends in a loop: what stands in brackets can repeat for ever.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gilrace.errors import InputError
from gilrace.lab.scheduled.run import Event

FORM = re.compile(r"([A-Za-z]*)(?:\(([A-Za-z]+)\))?")


def letter(actor: int, *, timer: bool = False) -> str:
    """The sign of an actor in a schedule."""
    return chr((97 if timer else 65) + actor)


def spelled(events: Sequence[Event]) -> str:
    """The schedule of steps that were taken."""
    return "".join(one_step(event) for event in events)


def one_step(event: Event) -> str:
    return letter(event.actor, timer=event.timer) + letter(event.actor) * (event.letters - 1)


def actors_of(schedule: str, count: int) -> list[int]:
    """The actors of a schedule, a loop written once. Raises `InputError` for what is none."""
    match = FORM.fullmatch(schedule.replace(" ", ""))
    if match is None:
        raise InputError(f"{schedule!r} is no schedule", advice="write one letter for each step: ABBA")
    letters = match[1] + (match[2] or "")
    moves = [ord(sign.upper()) - 65 for sign in letters]
    if any(move >= count for move in moves):
        worst = letter(max(moves))
        raise InputError(
            f"{schedule!r} moves {worst}, but there are {count} actors",
            advice=f"use the letters A to {letter(count - 1)}",
        )
    return moves
