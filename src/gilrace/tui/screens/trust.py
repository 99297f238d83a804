"""Asking once before a scenario from elsewhere runs its code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gilrace.own.trust import FILE, FOLDER, allow
from gilrace.tui.drawings.trust import TrustView, trust
from gilrace.tui.keys import bindings
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.own.trust import Doubt
    from gilrace.tui.lines import Line


class TrustScreen(Drawn):
    """Says what the scenario does; ``then`` goes on once that is allowed."""

    part = "trust"
    BINDINGS = bindings("trust")

    def __init__(self, doubt: Doubt, then: Callable[[], object]) -> None:
        super().__init__()
        self.doubt = doubt
        self.then = then

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """What it does, and the answers."""
        return trust(TrustView(self.doubt, self.keys()), size)

    def action_let(self, folder: bool) -> None:
        """Allow the file as it is now, or all of its folder, and go on."""
        problem = allow(self.doubt, FOLDER if folder else FILE)
        if problem:
            self.notify(problem, severity="warning")
        self.home.go_back()
        self.then()
