"""The learn screen: three questions and advice, rules beside measurements, glossary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.guide.rules import rules
from gilrace.scenario import load, resolve
from gilrace.tui.drawings.learn import PAGES, LearnView, count, learn, shown_by
from gilrace.tui.guide import QUESTIONS
from gilrace.tui.keys import bindings
from gilrace.tui.measured import measured
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.tui.lines import Line


class LearnScreen(Drawn):
    """Three pages; Enter races what shows the line under the cursor."""

    part = "learn"
    BINDINGS = bindings("learn")

    def __init__(self) -> None:
        super().__init__()
        self.view = LearnView()
        self._rows = dict.fromkeys(PAGES, 0)

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The page."""
        return learn(replace(self.view, past=self.home.past, keys=self.keys()), size)

    def on_screen_resume(self) -> None:
        """In front again, perhaps after a race: what is measured may be new."""
        memory = self.home.opening.memory
        try:
            self.view = replace(self.view, evidence=measured(rules(), memory))
        except GilraceError as error:
            self.notify(error.message, severity="error")
        super().on_screen_resume()

    def action_page(self, name: str) -> None:
        """Another page, where the cursor stood before; the same key again goes back to the guide."""
        self._rows[self.view.page] = self.view.row
        page = "guide" if name == self.view.page else name
        self.view = replace(self.view, page=page, row=self._rows[page])
        self.redraw()

    def action_next_page(self) -> None:
        """The next page."""
        self.action_page(PAGES[(PAGES.index(self.view.page) + 1) % len(PAGES)])

    def action_move(self, by: int) -> None:
        """Another line."""
        row = min(max(self.view.row + by, 0), count(self.view) - 1)
        self.view = replace(self.view, row=max(row, 0))
        self.redraw()

    def action_choose(self, by: int) -> None:
        """Another answer."""
        row = self.view.row
        if self.view.page != "guide" or row >= len(QUESTIONS):
            return
        answers = list(self.view.answers)
        answers[row] = min(max(answers[row] + by, 0), len(QUESTIONS[row][1]) - 1)
        self.view = replace(self.view, answers=tuple(answers))
        self.redraw()

    def action_race(self) -> None:
        """Race the scenario that shows what the cursor stands on."""
        try:
            scenario = load(resolve(shown_by(self.view)))
        except GilraceError as error:
            self.app.notify(error.message, severity="error")
        else:
            self.home.race(scenario)

    def action_back(self) -> None:
        """From another page to the guide; from there, back."""
        if self.view.page != "guide":
            self.action_page("guide")
        else:
            super().action_back()
