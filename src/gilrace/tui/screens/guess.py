"""Waiting at the line for a guess."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gilrace.tui.drawings.guess import GuessView, choices, guess
from gilrace.tui.keys import bindings
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.scenario import Scenario
    from gilrace.tui.lines import Line


class GuessScreen(Drawn):
    """Asks the scenario's question; ``answered`` gets the choice, "" for none."""

    part = "guess"
    BINDINGS = bindings("guess")

    def __init__(self, scenario: Scenario, answered: Callable[[str], None]) -> None:
        super().__init__()
        self.scenario = scenario
        self.answered = answered

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The question and what can be guessed."""
        return guess(GuessView(self.scenario, self.keys()), size)

    def action_guess(self, number: int) -> None:
        """Take the guess of that number; 0 races without one."""
        known = choices(self.scenario)
        if number <= len(known):
            self.answered(known[number - 1] if number else "")
