"""Making the app from the command line's words, the environment and the person's settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from gilrace.analysis.precision import narrow_enough
from gilrace.meters.host import usable_cores
from gilrace.race.plan import Options
from gilrace.race.recording import read
from gilrace.race.session import RaceSession
from gilrace.scenario import Scenario, find, load
from gilrace.tui import past
from gilrace.tui.app import GilraceApp, Opening
from gilrace.tui.keys import keymap
from gilrace.tui.look import Look, choose
from gilrace.tui.settings import Settings, read_settings, with_environment

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.tui.source import RaceSource


def opened(paths: Sequence[str], recordings: Sequence[Path] = ()) -> GilraceApp:
    """The app, not yet running. Raises InputError."""
    settings = with_environment(read_settings(), os.environ)
    files = find(paths) if paths else []
    opening = Opening(
        paths=tuple(str(file) for file in files),
        scenario=_raced_at_once(files),
        recordings=tuple(tuple(read(path)) for path in recordings),
        keymap=keymap(settings.keymap, settings.keys),
        memory=past.store(),
        cores=usable_cores(),
        signals=True,
    )
    return GilraceApp(_look(settings), launch, opening)


def launch(scenario: Scenario, together: bool) -> RaceSource:
    """A real race, not yet started."""
    until = scenario.rounds.until
    enough = partial(_narrow_enough, until) if until else None
    return RaceSession(scenario, Options(together=together, enough=enough))


def _narrow_enough(until: float, state: RaceState) -> bool:
    return narrow_enough(state, until)


def _raced_at_once(files: Sequence[Path]) -> Scenario | None:
    """The scenario, when exactly one was named; errors in it end the program here."""
    return load(files[0]) if len(files) == 1 else None


def _look(settings: Settings) -> Look:
    colours = Console(force_terminal=True, stderr=True).color_system
    return choose(
        os.environ,
        colours,
        theme=settings.theme,
        glyphs=settings.glyphs,
        reduced_motion=settings.reduced_motion,
    )
