"""The learn screen: three questions, advice, glossary."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.scenario import load, resolve
from gilrace.tui.drawings.learn import LearnView, learn
from gilrace.tui.guide import QUESTIONS, advice
from gilrace.tui.keys import bindings
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.tui.lines import Line


class LearnScreen(Drawn):
    """The guide."""

    part = "learn"
    BINDINGS = bindings("learn")

    def __init__(self) -> None:
        super().__init__()
        self.answers = [0, 1, 0]
        self.question = 0
        self.glossary = False
        self.top = 0

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The guide or the glossary."""
        view = LearnView(
            tuple(self.answers), self.question, self.glossary, self.top, self.home.past, self.keys()
        )
        return learn(view, size)

    def action_move(self, by: int) -> None:
        """Another question; in the glossary, another line."""
        if self.glossary:
            self.top = min(max(self.top + by, 0), 50)
        else:
            self.question = min(max(self.question + by, 0), len(QUESTIONS) - 1)
        self.redraw()

    def action_choose(self, by: int) -> None:
        """Another answer."""
        last = len(QUESTIONS[self.question][1]) - 1
        self.answers[self.question] = min(max(self.answers[self.question] + by, 0), last)
        self.redraw()

    def action_glossary(self) -> None:
        """The glossary, or back to the guide."""
        self.glossary = not self.glossary
        self.redraw()

    def action_race(self) -> None:
        """Race the scenario that shows the advice."""
        try:
            scenario = load(resolve(advice(tuple(self.answers)).scenario))
        except GilraceError as error:
            self.app.notify(error.message, severity="error")
        else:
            self.home.race(scenario)

    def action_back(self) -> None:
        """From the glossary to the guide; from there, back."""
        if self.glossary:
            self.action_glossary()
        else:
            super().action_back()
