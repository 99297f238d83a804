"""``gilrace`` alone or with scenarios: opens the screens, or plain mode where they cannot be shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.spectator import Spectator
    from gilrace.tui.settings import Settings

TEXTUAL_COLOURS = {"256": "256", "16": "standard"}
PLAIN_TERMS = ("", "dumb", "unknown")


def open_app(paths: list[str], options: Mapping[str, Any]) -> None:
    """Open the screens on these scenarios; one file is raced at once. Ends the program."""
    settings = settings_for(options)
    asked = settings.plain or _accessible()
    why = "" if asked else reason_for_plain()
    if not asked and not why:
        sys.exit(_screens(settings, paths))
    from gilrace.plain.app import plain_app

    if why:
        click.echo(f"gilrace: {why}: plain mode", err=True)
    sys.exit(plain_app(paths))


def open_replay(recordings: Sequence[Sequence[Event]], *, mouse: bool) -> None:
    """Open the screens on recordings. Ends the program. Raises InputError where there is no terminal."""
    why = reason_for_plain()
    if why:
        raise InputError(f"no screens here: {why}", advice="Use `gilrace replay --plain FILE`.")
    sys.exit(_screens(_settings_here(mouse), [], recordings))


def open_watch(spectator: Spectator, *, mouse: bool) -> None:
    """Open the screens on a race that somebody else runs. Ends the program."""
    try:
        sys.exit(_screens(_settings_here(mouse), [], watched=spectator))
    finally:
        spectator.stop()


def _settings_here(mouse: bool) -> Settings:
    context = click.get_current_context(silent=True)
    options = dict(context.find_root().params) if context else {}
    return settings_for(options if mouse else {**options, "mouse": False})


def settings_for(options: Mapping[str, Any]) -> Settings:
    """The command line above the environment above the person's file. Raises InputError."""
    from gilrace.tui.settings import read_settings, with_environment, with_options

    return with_options(with_environment(read_settings(), os.environ), options)


def reason_for_plain() -> str:
    """Why the screens cannot be shown here; empty when they can. Asked before Textual is imported."""
    if os.environ.get("TEXTUAL_DRIVER"):
        return ""
    if not _is_terminal(sys.stdin):
        return "the input is not a terminal"
    if not _is_terminal(sys.stderr) or not _is_terminal(sys.stdout):
        return "the output is not a terminal"
    term = os.environ.get("TERM", "")
    return f"TERM={term or '(not set)'} cannot draw screens" if term in PLAIN_TERMS else ""


def _accessible() -> bool:
    return os.environ.get("ACCESSIBLE", "0") not in ("", "0")


def _is_terminal(stream: object) -> bool:
    try:
        return bool(stream is not None and stream.isatty())  # type: ignore[attr-defined]
    except ValueError:
        return False


def _screens(
    settings: Settings,
    paths: list[str],
    recordings: Sequence[Sequence[Event]] = (),
    watched: Spectator | None = None,
) -> int:
    _set_colours(settings.colour)
    from gilrace.tui.opening import opened

    app = opened(settings, paths, recordings, watched)
    try:
        app.run(mouse=settings.mouse)
    finally:
        app.stop_race()
    return app.return_code or 0


def _set_colours(colour: str) -> None:
    """Tell Textual, which reads these when it is imported."""
    if colour == "never":
        os.environ["NO_COLOR"] = "1"
    elif colour in TEXTUAL_COLOURS:
        os.environ["TEXTUAL_COLOR_SYSTEM"] = TEXTUAL_COLOURS[colour]
