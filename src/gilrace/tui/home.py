"""What the screens ask of the app that shows them: a screen knows this, never the app itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.race.events import Event
    from gilrace.race.spectator import Spectator
    from gilrace.race.state import RaceState
    from gilrace.scenario import Scenario
    from gilrace.tui.look import Look
    from gilrace.tui.past import Past
    from gilrace.tui.source import RaceSource

Theory = Callable[[str, str], "Exploration | None"]  # of a guard and a model, once it is known


@dataclass(frozen=True)
class Opening:
    """What the app is opened with."""

    paths: tuple[str, ...] = ()  # scenario files and folders to show; none = the shipped ones
    scenario: Scenario | None = None  # to race at once
    recordings: tuple[Sequence[Event], ...] = ()  # to replay at once
    watched: Spectator | None = None  # somebody else's race, to follow at once
    keymap: Mapping[str, str] = field(default_factory=dict)
    memory: Path | None = None  # the history's file; None = nothing is kept
    cores: int = 1
    signals: bool = False  # whether SIGTERM, SIGHUP and SIGINT are handled
    show_only: bool = False  # replay and watch; nothing is started


class Home(Protocol):
    """The app, as its screens see it."""

    look: Look
    opening: Opening
    past: dict[str, Past]  # of the scenarios raced here, by name
    source: RaceSource | None  # the race or sweep that runs, or ran last
    wanted: Scenario | None  # for the next race, where workers or rounds were changed

    def race(self, scenario: Scenario) -> None:
        """Race it, after its question; a demo is stepped."""

    def start(self, scenario: Scenario, *, together: bool = False, guess: str = "") -> None:
        """Race it at once."""

    def again(self, *, other_mode: bool = False) -> None:
        """The race in front again, or the one that is wanted instead."""

    def change(self, *, rounds: int = 0, workers: int = 0) -> str:
        """So many more in the next race; what it will have, in words."""

    def lab(self, scenario: Scenario, *, for_real: bool = False, guess: str = "") -> None:
        """Step a demo, or let it really run."""

    def wild(self, demo: Demo, guard: str, theory: Theory, python: str = "") -> None:
        """Let a demo really run, beside what theory finds."""

    def sweep(self, scenario: Scenario) -> None:
        """Sweep its work."""

    def results(self, state: RaceState, recorded: Sequence[Event] = ()) -> None:
        """The result of a race, or of a recording."""

    def results_changed(self, state: RaceState) -> None:
        """Show it, where the results of the running race are in front."""

    def replay(self, *recordings: Sequence[Event]) -> None:
        """Recordings on one clock."""

    def learn(self) -> None:
        """The guide."""

    def set_look(self, look: Look) -> None:
        """Draw everything in another look."""

    def go_back(self) -> None:
        """To the screen before; from the first one, out."""

    def leave(self, code: int) -> None:
        """Stop the race and close the app with that exit code."""
