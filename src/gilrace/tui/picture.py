"""The one widget of every screen: shows a drawing, and repaints only the lines that changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gilrace.tui.lines import Line, plain

if TYPE_CHECKING:
    from textual import events

    from gilrace.tui.look import Look


class Picture(Widget):
    """A drawing on the whole screen."""

    DEFAULT_CSS = "Picture { width: 1fr; height: 1fr; }"

    class Pressed(Message):
        """A sign that stands for a key was clicked."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Line] = []
        self.painted = 0  # lines repainted so far
        self._strips: list[Strip] = []
        self._look: Look | None = None

    def show(self, rows: Sequence[Line], look: Look) -> None:
        """Show these lines; what is the same as before is left alone."""
        before, self.rows = self.rows, list(rows)
        fresh = look != self._look or len(before) != len(self.rows)
        self._look = look
        changed = [y for y, row in enumerate(self.rows) if fresh or row != before[y]]
        if fresh:
            self._strips = [Strip.blank(0)] * len(self.rows)
        for y in changed:
            self._strips[y] = Strip(look.segments(self.rows[y]))
        self.painted += len(changed)
        if fresh:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """One line, as last shown."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width)

    def words(self) -> str:
        """What is shown, as plain text."""
        return "\n".join(plain(row).rstrip() for row in self.rows)

    def on_click(self, event: events.Click) -> None:
        """A click on a sign presses the key it stands for."""
        key = event.style.meta.get("act")
        if key:
            self.post_message(self.Pressed(key))
