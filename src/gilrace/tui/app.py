"""The app: joins screens, race and memory. Wiring only; what is shown is in the drawings."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual import events
from textual.app import App, SystemCommand

from gilrace.errors import GilraceError
from gilrace.history import keep
from gilrace.own.trust import doubt
from gilrace.safety import is_safe
from gilrace.scenario import Scenario
from gilrace.sweep.sweeping import sweep_of
from gilrace.tui import past as memory
from gilrace.tui.changing import with_rounds, with_workers, words
from gilrace.tui.commands import system_commands
from gilrace.tui.inks import INKS
from gilrace.tui.keys import bindings
from gilrace.tui.lab.launching import live
from gilrace.tui.lab.stepper_screen import StepperScreen
from gilrace.tui.lab.subject import subject_of
from gilrace.tui.lab.wild_screen import WildScreen
from gilrace.tui.picture import Picture
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.screens.drawn import Drawn
from gilrace.tui.screens.guess import GuessScreen
from gilrace.tui.screens.help import HelpScreen
from gilrace.tui.screens.learn import LearnScreen
from gilrace.tui.screens.race import RaceScreen
from gilrace.tui.screens.replay import ReplayScreen
from gilrace.tui.screens.results import ResultsScreen
from gilrace.tui.screens.sweep import SweepScreen
from gilrace.tui.screens.trust import TrustScreen
from gilrace.tui.screens.watch import WatchScreen
from gilrace.tui.source import RaceSource
from gilrace.tui.starting import launch_sweep

if TYPE_CHECKING:
    from textual.screen import Screen

    from gilrace.analysis.verdict import Verdict
    from gilrace.history import Kept
    from gilrace.lab.demo import Demo
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState
    from gilrace.sweep.grid import Grid
    from gilrace.tui.home import Opening, Theory
    from gilrace.tui.look import Look
    from gilrace.tui.past import Past

Launch = Callable[[Scenario, bool], RaceSource]  # (scenario, together) -> a race not yet started
LONGEST_STOP_S = 5.0
SHOWN = 2  # screens: the browser, and what is shown instead of it


class GilraceApp(App[None]):
    """The screens of gilrace."""

    TITLE = "gilrace"
    CSS = "Screen { background: ansi_default; } SearchIcon { display: none; }"
    BINDINGS = bindings("everywhere")
    COMMAND_PALETTE_BINDING = "ctrl+p"

    def __init__(self, look: Look, launch: Launch, opening: Opening) -> None:
        super().__init__(ansi_color=True)
        self.look = look
        self.launch = launch
        self.launch_wild = live
        self.launch_sweep = launch_sweep
        self.opening = opening
        self.past: dict[str, Past] = memory.remembered(opening.memory) if opening.memory else {}
        self.source: RaceSource | None = None
        self.scenario: Scenario | None = None
        self.wanted: Scenario | None = None  # for the next race, where workers or rounds were changed
        self.guess = ""
        self._together = False

    def get_default_screen(self) -> Screen[None]:
        """The browser."""
        return BrowserScreen(self.opening.paths)

    def on_load(self) -> None:
        """Signals, before the terminal is changed: from then on somebody must give it back."""
        if self.opening.signals:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
                loop.add_signal_handler(number, self._ended_by, 128 + number)

    def on_mount(self) -> None:
        """Keys, and what was asked for on the command line."""
        self.theme = "ansi-dark" if self.look.ink.dark else "ansi-light"
        if self.opening.keymap:
            self.set_keymap(dict(self.opening.keymap))
        if self.return_code is not None:
            return  # ended while it was starting: nothing is begun any more
        if self.opening.watched is not None:
            self.source = self.opening.watched
            self.push_screen(WatchScreen(self.opening.watched))
        elif self.opening.recordings:
            self.replay(*self.opening.recordings)
        elif self.opening.scenario is not None:
            self.race(self.opening.scenario)

    async def on_event(self, event: events.Event) -> None:
        """Keys act one after the other as they were typed: each may change what the next one means."""
        key = event if isinstance(event, events.Key) and not event.is_forwarded else None
        if key is None or not await self._acted(key):
            await super().on_event(event)

    async def _acted(self, key: events.Key) -> bool:
        screen = self.screen if self.screen_stack else None
        if not isinstance(screen, Drawn) or screen.typed(key):
            return isinstance(screen, Drawn)
        bound = screen.active_bindings.get(key.key)
        return bound is not None and await self.run_action(bound.binding.action, bound.node)

    def race(self, scenario: Scenario) -> None:
        """Race it; where it asks a question, wait at the line for a guess. A demo is stepped."""
        if scenario.demo is not None:
            self.lab(scenario)
        elif scenario.teach and scenario.teach.question:
            self.push_screen(GuessScreen(scenario, partial(self._guessed, scenario)))
        else:
            self.start(scenario)

    def _guessed(self, scenario: Scenario, guess: str) -> None:
        self.pop_screen()
        self.start(scenario, guess=guess)

    def start(self, scenario: Scenario, *, together: bool = False, guess: str = "") -> None:
        """Race it now; first ask whether its code may run, where that is not known."""
        if self._asks_first(scenario, partial(self.start, scenario, together=together, guess=guess)):
            return
        self.stop_race()
        self.scenario, self._together, self.guess = scenario, together, guess
        self.wanted = None
        self.source = self.launch(scenario, self._together)
        self.source.start()
        self.push_screen(RaceScreen(self.source, self._over))

    def _asks_first(self, scenario: Scenario, then: Callable[[], object]) -> bool:
        """Whether it cannot simply be run: then the person is asked, or told why not at all."""
        if self.opening.show_only:
            self.notify("this page shows races and starts none", severity="warning")
            return True
        try:
            found = doubt(scenario)
        except GilraceError as error:
            self.notify(error.message, severity="error", markup=False)
            return True
        if found is not None:
            self.push_screen(TrustScreen(found, then))
        return found is not None

    def again(self, *, other_mode: bool = False) -> None:
        """The same race again, or what was wanted instead, in place of the one that is shown."""
        scenario = self.wanted or self.scenario
        if scenario is not None:
            self._home_first()
            self.start(scenario, together=self._together != other_mode)

    def change(self, *, rounds: int = 0, workers: int = 0) -> str:
        """So many more in the next race, which `again` starts; what it will have, in words."""
        scenario = self.wanted or self.scenario
        if scenario is None:
            return ""
        changed = with_workers(
            with_rounds(scenario, rounds) if rounds else scenario, workers, self.opening.cores
        )
        self.wanted = changed if changed != self.scenario else None
        return words(changed, self.opening.cores)

    def _home_first(self) -> None:
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def _over(self, state: RaceState, verdict: Verdict) -> None:
        """Keep a complete race in the history."""
        if self.opening.memory is None or self.scenario is None or self.source is None:
            return
        teach = self.scenario.teach
        right = self.guess == teach.answer if self.guess and teach and teach.answer else None
        self._kept(keep(self.source.events(), self.scenario.path, guessed=right, file=self.opening.memory))
        self.past = memory.remembered(self.opening.memory)

    def _kept(self, kept: Kept) -> None:
        if kept.problem:
            self.notify(kept.problem, severity="warning", markup=False)

    def results(self, state: RaceState, recorded: Sequence[Event] = ()) -> None:
        """The result of a race, or of a recording."""
        self.push_screen(ResultsScreen(state, self.scenario, self.guess, recorded))

    def results_changed(self, state: RaceState) -> None:
        """Show it, where the results of the running race are in front."""
        if isinstance(self.screen, ResultsScreen):
            self.screen.update_state(state)

    def replay(self, *recordings: Sequence[Event]) -> None:
        """Recordings on one clock."""
        self.push_screen(ReplayScreen(*recordings))

    def lab(self, scenario: Scenario, *, for_real: bool = False, guess: str = "") -> None:
        """Step a demo, or let it really run; first ask whether its code may run, where that is not known."""
        if self._asks_first(scenario, partial(self.lab, scenario, for_real=for_real, guess=guess)):
            return
        self.push_screen(StepperScreen(subject_of(scenario, guess), for_real=for_real))

    def sweep(self, scenario: Scenario, grid: Grid | None = None) -> None:
        """Sweep its work, in place of a sweep that is in front; first ask as for a race."""
        if self._asks_first(scenario, partial(self.sweep, scenario, grid)):
            return
        try:
            one = sweep_of(scenario, grid)
        except GilraceError as error:
            self.notify(str(error), severity="warning", markup=False)
            return
        self.stop_race()
        if isinstance(self.screen, SweepScreen):
            self.pop_screen()
        self.source = source = self.launch_sweep(one)
        source.start()
        self.push_screen(
            SweepScreen(source, one.budget_s, partial(self.sweep, scenario), partial(self._swept, source))
        )

    def _swept(self, source: RaceSource) -> None:
        """Keep a sweep in the history."""
        if self.opening.memory is not None:
            self._kept(keep(source.events(), file=self.opening.memory))

    def wild(self, demo: Demo, guard: str, theory: Theory, python: str = "") -> None:
        """Let a demo really run, beside what theory finds."""
        self.push_screen(WildScreen(demo, guard, self.launch_wild, theory, python))

    def learn(self) -> None:
        """The guide."""
        self.push_screen(LearnScreen())

    def go_back(self) -> None:
        """To the screen before; from the first one, out."""
        if self.opening.show_only and len(self.screen_stack) <= SHOWN:
            return
        if len(self.screen_stack) > 1:
            self.pop_screen()
        else:
            self.leave(0)

    def stop_race(self) -> None:
        """Stop a race that runs, and wait until nothing of it is left."""
        if self.source is not None and self.source.running:
            self.source.stop()
            self.source.join(LONGEST_STOP_S)

    def leave(self, code: int) -> None:
        """Stop the race and close the app with that exit code."""
        if self.source is not None:
            self.source.stop()
        self.exit(return_code=code)

    def _ended_by(self, code: int) -> None:
        """Leave; a terminal that is gone can block the driver for good, so not without a limit."""
        limit = threading.Timer(LONGEST_STOP_S + 1.0, os._exit, (code,))
        limit.daemon = True
        limit.start()
        self.leave(code)

    def action_quit_app(self) -> None:
        """Leave."""
        self.leave(0)

    def action_help(self) -> None:
        """The keys and signs of the screen in front."""
        screen = self.screen
        self.push_screen(HelpScreen(screen.part if isinstance(screen, Drawn) else "everywhere"))

    def set_look(self, look: Look) -> None:
        """Draw everything in another look."""
        self.look = look
        self.theme = "ansi-dark" if look.ink.dark else "ansi-light"
        if isinstance(self.screen, Drawn):
            self.screen.redraw()

    def action_next_theme(self) -> None:
        """The next of dark, light, ansi, mono."""
        names = list(INKS)
        self.set_look(self.look.with_theme(names[(names.index(self.look.ink.name) + 1) % len(names)]))

    def action_copy(self) -> None:
        """The words of the screen to the clipboard of the terminal (OSC 52)."""
        for picture in self.screen.query(Picture):
            self.copy_to_clipboard(picture.words())
            self.notify("copied, if this terminal allows it")

    def action_picture(self) -> None:
        """The screen as an SVG file in this folder."""
        if is_safe():
            self.notify("safe mode: no picture is saved; c copies the words", severity="warning")
            return
        try:
            path = self.save_screenshot(path=str(Path.cwd()))
        except OSError as error:
            self.notify(f"cannot save a picture here: {error.strerror}", severity="error")
        else:
            self.notify(f"saved {Path(path).name}")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every action of the screen, every scenario, every theme."""
        return system_commands(self, screen)
