"""Now for real: a demo runs in a process of its own, and this screen looks at it a few times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.tui.keys import bindings
from gilrace.tui.lab import listing
from gilrace.tui.lab.stuck_panel import possible
from gilrace.tui.lab.wild import WildView, wild
from gilrace.tui.lab.wild_state import WildState, fold
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.wild.session import WildSession
    from gilrace.tui.lines import Line

LONGEST_END_S = 5.0
Launch = Callable[["Demo", str], "WildSession"]
Theory = Callable[[str, str], "Exploration | None"]  # of a guard and a model, once it is known
RUNNING_KEYS = ("guard", "stop", "back")
STUCK_KEYS = ("guard", "stop", "back")
OVER_KEYS = ("guard", "again", "back")


class WildScreen(Drawn):
    """One demo, really running. ``launch`` makes a session not yet started, ``theory`` what to expect."""

    part = "wild"
    BINDINGS = bindings("wild")

    def __init__(self, demo: Demo, guard: str, launch: Launch, theory: Theory) -> None:
        super().__init__()
        self.demo, self.guard, self.theory = demo, guard, theory
        self.launch = launch
        self.listing = listing.read(demo.file)
        self.session: WildSession | None = None
        self.state = WildState()
        self.notice = ""
        self._seen = 0
        self._ended: list[WildSession] = []

    def on_mount(self) -> None:
        """Start it, and look at it a few times a second."""
        self._start()
        self.set_interval(1 / self.home.look.fps("racing"), self.poll)

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        self._stop()
        for session in self._ended:
            await asyncio.to_thread(session.join, LONGEST_END_S)

    def _start(self) -> None:
        self._stop()
        self.state, self._seen, self.notice = WildState(), 0, ""
        try:
            self.session = self.launch(self.demo, self.guard).start()
        except GilraceError as error:
            self.notice = error.message
        self.poll()

    def _stop(self) -> None:
        if self.session is not None:
            self.session.stop()
            self._ended.append(self.session)
            self.session = None

    def poll(self) -> None:
        """Take what has happened since the last look."""
        if self.session is None:
            return
        fresh = self.session.events(self._seen)
        self._seen += len(fresh)
        self.state = fold(fresh, self.state)
        if self.is_current and fresh:
            self.redraw()

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The run as it stands."""
        model = "gil" if self.demo.kind == "threads" and self.state.up and self.state.up.gil else "free"
        found = self.theory(self.state.guard, model) if self.state.up else None
        return wild(
            WildView(self.demo, self.state, self.listing, found, self.notice, self.keys(*self._only())), size
        )

    def _only(self) -> tuple[str, ...]:
        if self.state.end is not None:
            return OVER_KEYS
        if self.state.stuck is not None:
            return (*possible(self.demo), *STUCK_KEYS)
        return RUNNING_KEYS

    def say(self, notice: str) -> None:
        """Show a notice above the newest words."""
        self.notice = notice
        self.redraw()

    def action_guard(self) -> None:
        """The next fix while it runs; after its end, start again with that."""
        names = ("", *self.demo.guard_names)
        self.guard = names[(names.index(self.guard) + 1) % len(names)]
        if self.session is None or self.state.end is not None:
            self._start()
        else:
            self.session.set_guard(self.guard)
            self.say("")

    def action_again(self) -> None:
        """From the beginning."""
        self._start()

    def action_stop(self) -> None:
        """End it; what was seen stays."""
        if self.session is not None:
            self.session.stop()

    def action_recover(self, choice: str) -> None:
        """A way out of a deadlock."""
        if self.session is None or self.state.stuck is None:
            self.say("nobody is stuck now")
            return
        try:
            self.session.recover(choice)
        except GilraceError as error:
            self.say(f"{error.message}: {error.advice}")
        else:
            self.say("")
