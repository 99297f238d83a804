"""Now for real: a demo runs in a process of its own, and this screen looks at it a few times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.lab.wild.session import possible
from gilrace.meters.interpreters import found
from gilrace.tui.keys import bindings
from gilrace.tui.lab import listing, window
from gilrace.tui.lab.rehearsal import Rehearsal
from gilrace.tui.lab.wild import WildView, wild
from gilrace.tui.lab.wild_state import WildState, fold
from gilrace.tui.screens.drawn import Drawn

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.session import WildSession
    from gilrace.meters.interpreters import Interpreter
    from gilrace.tui.home import Theory
    from gilrace.tui.lab.window import Window
    from gilrace.tui.lines import Line

LONGEST_END_S = 5.0
KILL_AGAIN_S = 0.05
Launch = Callable[["Demo", str, str], "WildSession"]  # of a guard and an interpreter, "" for this one
RUNNING_KEYS = ("guard", "python", "stop", "back")
STUCK_KEYS = ("guard", "back", "python", "stop")
OVER_KEYS = ("guard", "again", "python", "back")


class WildScreen(Drawn):
    """One demo, really running. ``launch`` makes a session not yet started, ``theory`` what to expect.

    ``pythons`` finds the interpreters to choose from, the one that runs this first.
    """

    part = "wild"
    BINDINGS = bindings("wild")

    def __init__(
        self,
        demo: Demo,
        guard: str,
        launch: Launch,
        theory: Theory,
        python: str = "",
        pythons: Callable[[], Sequence[Interpreter]] = found,
    ) -> None:
        super().__init__()
        self.demo, self.guard, self.theory = demo, guard, theory
        self.launch = launch
        self.listing = listing.read(demo.file)
        self.session: WildSession | None = None
        self.state = WildState()
        self.notice = ""
        self.python = python
        self._find = pythons
        self._pythons: Sequence[Interpreter] = ()
        self._seen = 0
        self._ended: list[WildSession] = []
        self._rehearsal = Rehearsal(demo.file, demo.settings.get("actors"))
        self._windows: dict[str, Window] = {}
        self._asking: set[asyncio.Task[None]] = set()

    def on_mount(self) -> None:
        """Start it, and look at it a few times a second."""
        self._start()
        self.set_interval(1 / self.home.look.fps("racing"), self.poll)

    async def on_unmount(self) -> None:
        """Leave no process behind."""
        self._stop()
        while self._asking:  # not cancelled: a process that is being started would be left behind
            self._rehearsal.kill()
            await asyncio.wait(self._asking, timeout=KILL_AGAIN_S)
        await self._rehearsal.close()
        for session in self._ended:
            await asyncio.to_thread(session.join, LONGEST_END_S)

    def _start(self) -> None:
        self._stop()
        self.state, self._seen, self.notice = WildState(), 0, ""
        try:
            self.session = self.launch(self.demo, self.guard, self.python).start()
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
        matters, keys = self._window(self.state.guard), self.keys(*self._only())
        return wild(WildView(self.demo, self.state, self.listing, found, self.notice, matters, keys), size)

    def _window(self, guard: str) -> Window:
        """The lines that matter with a guard; what is not known is found out."""
        if guard not in self._windows:
            self._windows[guard] = {}
            asking = asyncio.get_running_loop().create_task(self._look_for_window(guard))
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)
        return self._windows[guard]

    async def _look_for_window(self, guard: str) -> None:
        self._windows[guard] = await window.ask(self._rehearsal, self.demo, guard)
        self.redraw()

    async def settled(self) -> None:
        """Wait until what is being found out is known."""
        await asyncio.gather(*self._asking)

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

    def action_python(self) -> None:
        """Start again on the next interpreter there is here."""
        self.run_worker(self._next_python(), group="python", exclusive=True)

    async def _next_python(self) -> None:
        if not self._pythons:
            self.say("looking for other interpreters …")
            self._pythons = await asyncio.to_thread(self._find)
        kinds = {one.name: str(one.executable) for one in reversed(self._pythons)}  # the first of each
        paths = ["", *(kinds[one] for one in reversed(kinds) if one != self._pythons[0].name)]
        if len(paths) == 1:
            self.say("there is no other Python 3.11 or newer here")
            return
        self.python = paths[(paths.index(self.python) + 1) % len(paths) if self.python in paths else 0]
        self._start()

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
