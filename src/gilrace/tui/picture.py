"""The one widget of every screen: shows a drawing, and repaints of each line only what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from gilrace.tui.lines import Line, plain

if TYPE_CHECKING:
    from rich.segment import Segment
    from textual import events

    from gilrace.tui.look import Look


def differing(before: Strip, after: Strip) -> tuple[int, int]:
    """The first cell in which two strips of one width differ, and the one after the last such cell."""
    cells = after.cell_length
    if before.cell_length != cells:
        return 0, max(cells, before.cell_length)
    first = _common(before, after)
    last = cells - _common(reversed(list(before)), reversed(list(after)), -1)
    return min(first, last), last


def _common(before: Iterable[Segment], after: Iterable[Segment], way: int = 1) -> int:
    """How many cells of two runs of segments are the same, from the start, or (``way`` -1) from the end."""
    cells = 0
    for (one, style, _), (other, look, _) in zip(before, after, strict=False):
        if style != look:
            break
        same = _alike(one[::way], other[::way])
        cells += cell_len(one[::way][:same])
        if same < max(len(one), len(other)):
            break
    return cells


def _alike(one: str, other: str) -> int:
    """How many signs two texts have in common at their start."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((k for k, (a, b) in pairs if a != b), min(len(one), len(other)))


def _strip(row: Line, look: Look) -> Strip:
    """A line, neighbours of one style as one: each costs the terminal its style."""
    return Strip(look.segments(row)).simplify()


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
        if fresh:
            self._strips = [_strip(row, look) for row in self.rows]
            self.painted += len(self.rows)
            self.refresh()
            return
        moved = [y for y, row in enumerate(self.rows) if row != before[y]]
        self.painted += len(moved)
        if moved:
            self.refresh(*[self._repaint(y, _strip(self.rows[y], look)) for y in moved])

    def _repaint(self, y: int, strip: Strip) -> Region:
        """Take a line's new strip; from its first to its last cell that differs."""
        before, self._strips[y] = self._strips[y], strip
        first, last = differing(before, strip)
        return Region(first, y, max(last - first, 1), 1)

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
