"""The help screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gilrace.tui.drawings.help import HelpView, help_page, lowest
from gilrace.tui.keys import TABLE, bindings, keys_of, sign
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.tui.lines import Line

NUMBERED = ("guess-", "actor-")  # one of each stands for all


class HelpScreen(Drawn):
    """Keys of one part of the table, and the legend."""

    part = "help"
    BINDINGS = bindings("help")

    def __init__(self, about: str) -> None:
        super().__init__()
        self.about = about
        self.top = 0

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The keys."""
        return help_page(self._view(), size)

    def _view(self) -> HelpView:
        own = self._pairs(self.about) if self.about != "everywhere" else ()
        return HelpView(self.about, own, self._pairs("everywhere"), self.top, self.keys("back"))

    def _pairs(self, part: str) -> tuple[tuple[str, str], ...]:
        acts = [act for act in TABLE[part] if not act.id.startswith(NUMBERED) or act.id.endswith("-1")]
        return tuple((self._signs(keys_of(part, act, self.home.opening.keymap)), act.help) for act in acts)

    def _signs(self, keys: str) -> str:
        """The first two of them, as they are written here."""
        return " ".join(sign(key, self.home.look.glyphs) for key in keys.split(",")[:2])

    def action_move(self, by: int) -> None:
        """Read on."""
        lowest_top = lowest(self._view(), (self.size.width, self.size.height))
        self.top = min(max(self.top + by, 0), lowest_top)
        self.redraw()
