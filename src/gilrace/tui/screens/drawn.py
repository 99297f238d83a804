"""What all screens share: one picture, redrawn when the terminal or the look changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from gilrace.tui.drawings.frame import Key, fits, too_small
from gilrace.tui.keys import footer_keys
from gilrace.tui.picture import Picture

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from gilrace.tui.app import GilraceApp
    from gilrace.tui.lines import Line


class Drawn(Screen[None]):
    """A screen that is one drawing."""

    DEFAULT_CSS = "Drawn { overflow: hidden hidden; }"
    part = "everywhere"  # whose keys these are in `keys.TABLE`

    def compose(self) -> ComposeResult:
        """The picture."""
        yield Picture()

    @property
    def home(self) -> GilraceApp:
        """The app, by its own type."""
        return cast("GilraceApp", self.app)

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The drawing at a size of (columns, rows), at least 60×16."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again; only what changed is painted."""
        size = (self.size.width, self.size.height)
        if size[0] and size[1] and self.is_mounted:
            rows = self.lines(size) if fits(size) else too_small(size)
            self.query_one(Picture).show(rows, self.home.look)

    def typed(self, event: events.Key) -> bool:
        """Take a key as a letter of something that is typed; whether it was."""
        return False

    def keys(self, *only: str) -> tuple[Key, ...]:
        """The footer of this screen."""
        return footer_keys(self.part, self.home.keymap, only=only, glyphs=self.home.look.glyphs)

    def on_resize(self) -> None:
        """The terminal has another size."""
        self.redraw()

    def on_screen_resume(self) -> None:
        """This screen is in front again."""
        self.redraw()

    def on_picture_pressed(self, event: Picture.Pressed) -> None:
        """A click is a key."""
        self.app.simulate_key(event.key)

    def action_back(self) -> None:
        """To the screen before."""
        self.home.go_back()
