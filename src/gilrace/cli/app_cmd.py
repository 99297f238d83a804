"""``gilrace`` alone or with scenarios: opens the screens, or plain mode where they cannot be shown."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from gilrace.errors import InputError

PLAIN_TERMS = ("", "dumb", "unknown")


def open_app(paths: list[str], *, plain: bool, mouse: bool) -> None:
    """Open the screens on these scenarios; one file is raced at once. Ends the program."""
    why = "plain mode was asked for" if plain or _accessible() else reason_for_plain()
    if why:
        from gilrace.cli.plain_menu import menu

        if not plain and not _accessible():
            click.echo(f"gilrace: {why}: plain mode", err=True)
        menu(paths)
        return
    sys.exit(_screens(paths, mouse=mouse))


def open_replay(paths: list[Path], *, mouse: bool) -> None:
    """Open the screens on recordings. Ends the program. Raises InputError where there is no terminal."""
    why = reason_for_plain()
    if why:
        raise InputError(f"no screens here: {why}", advice="Use `gilrace replay --plain FILE`.")
    sys.exit(_screens([], mouse=mouse, recordings=paths))


def reason_for_plain() -> str:
    """Why the screens cannot be shown here; empty when they can. Asked before Textual is imported."""
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


def _screens(paths: list[str], *, mouse: bool, recordings: list[Path] | None = None) -> int:
    from gilrace.tui.opening import opened

    app = opened(paths, recordings or [])
    try:
        app.run(mouse=mouse)
    finally:
        app.stop_race()
    return app.return_code or 0
