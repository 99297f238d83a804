"""What all screens share: one picture, redrawn when the terminal or the look changes."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from gilrace.tui.drawings.frame import Key, fits, too_small
from gilrace.tui.keys import footer_keys
from gilrace.tui.picture import Picture

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from gilrace.tui.home import Home
    from gilrace.tui.lines import Line

NOTICE_S = 3


class Drawn(Screen[None]):
    """A screen that is one drawing."""

    DEFAULT_CSS = "Drawn { overflow: hidden hidden; }"
    part = "everywhere"  # whose keys these are in `keys.TABLE`
    notice = ""  # a sentence about what was just asked for

    def compose(self) -> ComposeResult:
        """The picture."""
        yield Picture()

    @property
    def home(self) -> Home:
        """What the app does for its screens."""
        return cast("Home", self.app)

    @property
    def is_current(self) -> bool:
        """Whether no other drawing lies over it.

        To Textual the screen behind the first is current, too, as if it shone through; it then paints all of
        the first anew whenever that one has anything to do.
        """
        drawn = [screen for screen in self.app.screen_stack if isinstance(screen, Drawn)]
        return bool(drawn) and drawn[-1] is self

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The drawing at a size of (columns, rows), at least 60×16."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw again, where this screen is in front; only what changed is painted."""
        size = (self.size.width, self.size.height)
        if size[0] and size[1] and self.is_mounted and self.is_current:
            rows = self.lines(size) if fits(size) else too_small(size)
            self.query_one(Picture).show(rows, self.home.look)

    def say(self, notice: str) -> None:
        """Show a notice for a while; an empty one takes back what stands."""
        self.notice = notice
        self.redraw()
        if notice:
            self.set_timer(NOTICE_S, partial(self.hush, notice))

    def hush(self, notice: str) -> None:
        """Take that notice back, unless another has taken its place."""
        if self.notice == notice:
            self.say("")

    def typed(self, event: events.Key) -> bool:
        """Take a key as a letter of something that is typed; whether it was."""
        return False

    def keys(self, *only: str, **labels: str) -> tuple[Key, ...]:
        """The footer of this screen: these acts, some under another name."""
        keymap, glyphs = self.home.opening.keymap, self.home.look.glyphs
        return footer_keys(self.part, keymap, only=only, glyphs=glyphs, labels=labels)

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
