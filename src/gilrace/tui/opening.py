"""Making the app from the command line's words, the environment and the person's settings."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from textual.drivers.linux_driver import LinuxDriver

from gilrace.history import place
from gilrace.meters.host import usable_cores
from gilrace.scenario import Scenario, find, load
from gilrace.tui.app import GilraceApp
from gilrace.tui.home import Opening
from gilrace.tui.keys import keymap
from gilrace.tui.look import Look, choose
from gilrace.tui.patience import PatientDriver
from gilrace.tui.starting import launch

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.spectator import Spectator
    from gilrace.tui.settings import Settings

SHOW_ONLY = "GILRACE_SHOW_ONLY"
COLOURS = {"256": "256", "16": "standard", "never": None}  # setting -> Rich's name


def opened(
    settings: Settings,
    paths: Sequence[str],
    recordings: Sequence[Sequence[Event]] = (),
    watched: Spectator | None = None,
) -> GilraceApp:
    """The app, not yet running. Raises InputError."""
    files = find(paths) if paths else []
    opening = Opening(
        paths=tuple(str(file) for file in files),
        scenario=_raced_at_once(files),
        recordings=tuple(recordings),
        watched=watched,
        keymap=keymap(settings.keymap, settings.keys),
        memory=place(),
        cores=usable_cores(),
        signals=True,
        show_only=os.environ.get(SHOW_ONLY, "0") not in ("", "0"),
    )
    app = GilraceApp(_look(settings), launch, opening)
    if watched is not None and app.driver_class is LinuxDriver:
        app.driver_class = PatientDriver
    return app


def _raced_at_once(files: Sequence[Path]) -> Scenario | None:
    """The scenario, when exactly one was named; errors in it end the program here."""
    return load(files[0]) if len(files) == 1 else None


def _look(settings: Settings) -> Look:
    found = Console(force_terminal=True, stderr=True).color_system
    colours = COLOURS.get(settings.colour, found)
    return choose(
        os.environ,
        colours,
        theme=settings.theme,
        glyphs=settings.glyphs,
        reduced_motion=settings.reduced_motion,
    )
