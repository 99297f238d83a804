"""Choosing a scenario: list, filter, preview; and what can be done with a scenario's file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.errors import GilraceError
from gilrace.tui import menu
from gilrace.tui.drawings.browser import BrowserView, browser
from gilrace.tui.drawings.guess import choices
from gilrace.tui.editing import edit
from gilrace.tui.keys import bindings
from gilrace.tui.loading import Loading
from gilrace.tui.past import expected_ns
from gilrace.tui.screens.drawn import Drawn
from gilrace.tui.template import new_scenario

if TYPE_CHECKING:
    from textual import events

    from gilrace.tui.drawings.frame import Key
    from gilrace.tui.lines import Line
    from gilrace.tui.menu import Entry


MOVES = {"up": -1, "down": 1, "pageup": -10, "pagedown": 10}  # also while a filter is typed
DEMO_KEYS = ("race", "wild", "filter", "edit", "new", "learn", "tags")
BROKEN_KEYS = ("edit", "filter", "new", "learn", "tags")
BREATH_S = 0.002  # between two slices of reading: keys and frames go first
SHOWN_EVERY_S = 0.1  # while the first list fills


class BrowserScreen(Drawn):
    """The first screen."""

    part = "browser"
    BINDINGS = bindings("browser")

    def __init__(self, paths: Sequence[str] = ()) -> None:
        super().__init__()
        self.paths = tuple(paths)
        self.entries: list[Entry] = []
        self.chosen = 0
        self.filter = ""
        self.typing = False
        self._loading: Loading | None = Loading(())  # until the first reading begins
        self._made: Path | None = None  # a new file, to be chosen once it is read
        self._filled = False  # whether entries are shown while more are read
        self._shown_s = 0.0
        self._expected: dict[tuple[str, int], float] = {}

    def on_mount(self) -> None:
        """Paint first, then read the files."""
        self.call_after_refresh(self.action_reload)
        self.set_interval(1, self.watch_files)

    def watch_files(self) -> None:
        """Read again what has changed on disk, while the browser is in front."""
        if self.is_current and self.entries and not self.reading and menu.changed(self.entries, self.paths):
            self._read(self.entries)

    @property
    def reading(self) -> bool:
        """Whether files are still being read."""
        return self._loading is not None

    @property
    def shown(self) -> list[Entry]:
        """The entries that the filter lets through."""
        return [entry for entry in self.entries if entry.matches(self.filter)]

    @property
    def entry(self) -> Entry | None:
        """The chosen entry."""
        shown = self.shown
        return shown[min(self.chosen, len(shown) - 1)] if shown else None

    def lines(self, size: tuple[int, int]) -> list[Line]:
        """The browser."""
        shown = self.shown
        view = BrowserView(
            shown,
            len(self.entries),
            self.reading,
            min(self.chosen, max(len(shown) - 1, 0)),
            self.filter,
            self.typing,
            self.notice,
            self.home.past,
            self._expected_ns(),
            self.home.opening.cores,
            self._keys(),
        )
        return browser(view, size)

    def _keys(self) -> tuple[Key, ...]:
        """What can be done with the chosen entry."""
        if self.entry is None or self.entry.can_race:
            return self.keys()
        if self.entry.scenario is None:
            return self.keys(*BROKEN_KEYS)
        return self.keys(*DEMO_KEYS, race="Step", wild="For real")

    def _expected_ns(self) -> float:
        """How long the chosen one takes, asked once for every state of the history."""
        name = self.entry.name if self.entry else ""
        past = self.home.past.get(name)
        if past is None:
            return 0.0
        if (name, past.runs) not in self._expected:
            self._expected[name, past.runs] = expected_ns(name, self.home.opening.memory)
        return self._expected[name, past.runs]

    def typed(self, event: events.Key) -> bool:
        """While a filter is typed, keys are its letters."""
        if not self.typing:
            return False
        if event.key in MOVES:
            self.action_move(MOVES[event.key])
        elif event.key == "escape":
            self.typing, self.filter = False, ""
        elif event.key == "enter":
            self.typing = False
        elif event.key == "backspace":
            self.filter = self.filter[:-1]
        elif event.is_printable and event.character:
            self.filter, self.chosen = self.filter + event.character, 0
        else:
            return False
        self.say("")
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Pasted words join a filter that is typed."""
        if self.typing:
            words = " ".join(event.text.split())
            self.filter, self.chosen = self.filter + words, 0
            self.say("")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """No key of the browser acts while a filter is typed."""
        return not self.typing

    def action_move(self, by: int) -> None:
        """Choose another entry."""
        self.chosen = min(max(self.chosen + by, 0), max(len(self.shown) - 1, 0))
        self.say("")

    def action_filter(self) -> None:
        """Begin to type a filter."""
        self.typing = True
        self.say("")

    def action_tags(self) -> None:
        """Filter by the next tag; after the last, by none."""
        tags = sorted({tag for entry in self.entries for tag in entry.tags})
        after = tags.index(self.filter) + 1 if self.filter in tags else 0
        self.filter, self.chosen = tags[after] if after < len(tags) else "", 0
        self.say("")

    def action_guess(self, number: int) -> None:
        """Answer the question of the preview, and race."""
        scenario = self.entry.scenario if self.entry else None
        known = choices(scenario) if scenario and scenario.teach and scenario.teach.question else ()
        if scenario is None or number > len(known):
            return
        if scenario.demo is not None:
            self.home.lab(scenario, guess=known[number - 1])
        else:
            self.home.start(scenario, guess=known[number - 1])

    def action_race(self) -> None:
        """Race the chosen scenario; one that asks a question waits at the line for the guess."""
        self._race(together=False)

    def action_together(self) -> None:
        """All lanes at once."""
        self._race(together=True)

    def _race(self, *, together: bool) -> None:
        entry = self.entry
        if entry is None or entry.scenario is None:
            self.say("this file has errors: v opens it" if entry else "nothing to race")
        elif not entry.can_race:
            self.say("")
            self.home.lab(entry.scenario)
        elif together:
            self.say("")
            self.home.start(entry.scenario, together=True)
        else:
            self.say("")
            self.home.race(entry.scenario)

    def action_wild(self) -> None:
        """Let the chosen demo really run; sweep the work of any other scenario."""
        scenario = self.entry.scenario if self.entry else None
        if scenario is None:
            self.say("this file has errors: v opens it" if self.entry else "nothing to sweep")
        elif scenario.demo is None:
            self.home.sweep(scenario)
        else:
            self.home.lab(scenario, for_real=True)

    def action_reload(self) -> None:
        """Read all files again; stay on the same entry."""
        self._read()

    def _read(self, known: Sequence[Entry] = ()) -> None:
        try:
            self._loading = Loading(menu.reading(self.paths, known=known))
        except GilraceError as error:
            self._loading, self.notice = None, error.message
            self.redraw()
            return
        self._filled, self._shown_s, self.notice = not self.entries, time.monotonic(), ""
        self._read_on()

    def _read_on(self) -> None:
        """Another slice; the first list fills as it is read, a later one is replaced when all is read."""
        if self._loading is None:
            return
        more, found = self._loading.go_on(), self._loading.found
        if more:
            self.set_timer(BREATH_S, self._read_on)
            due = self._filled and time.monotonic() - self._shown_s >= SHOWN_EVERY_S
        else:
            self._loading, due = None, True
        if due:
            self._shown_s = time.monotonic()
            self._take(found)

    def _take(self, found: Sequence[Entry]) -> None:
        """Show these entries; stay on the same one, but on the first while nobody has moved."""
        before = self.entry if self.chosen or not self._filled else None
        wanted = self._made or (before.path if before else None)
        self.entries = menu.ordered(found)
        paths = [entry.path for entry in self.shown]
        if wanted in paths:
            self.chosen, self._made = paths.index(wanted), None
        self.redraw()

    def action_edit(self) -> None:
        """Open the chosen file in $EDITOR, a broken one at its first problem; then read all again."""
        if self.entry is not None:
            self._edit(self.entry.path, self.entry.line)

    def action_new(self) -> None:
        """Write a new scenario from the template into this folder and open it."""
        try:
            path = new_scenario(Path.cwd())
        except GilraceError as error:
            self.say(error.message)
            return
        self.paths = (*self.paths, str(path)) if self.paths else ()
        self.filter, self._made = "", path
        self._edit(path, 1)

    def _edit(self, path: Path, line: int) -> None:
        problem = edit(self.app, path, line)
        self.action_reload()
        if problem:
            self.notice = problem
            self.redraw()

    def action_learn(self) -> None:
        """The guide of three questions."""
        self.home.learn()
