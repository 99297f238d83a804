"""``gilrace config``: the settings of the screens, and the file they are in."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from dataclasses import fields
from pathlib import Path

import click

from gilrace import safety
from gilrace.errors import InputError


@click.command("config", short_help="Show the settings; print, find or edit their file.")
@click.option("--print-default", is_flag=True, help="Print the commented default file.")
@click.option("--path", "only_path", is_flag=True, help="Print where the file is, or would be.")
@click.option("--edit", is_flag=True, help="Open the file in $EDITOR; begin with the default one.")
def command(print_default: bool, only_path: bool, edit: bool) -> None:
    """Show the settings as they hold now: the command line above the environment above the file."""
    from gilrace.tui.settings import default_text, place

    if print_default:
        click.echo(default_text(), nl=False)
    elif only_path:
        click.echo(place())
    elif edit:
        _edit(place(), default_text())
    else:
        _show(place())


def _show(path: Path) -> None:
    from gilrace.cli.app_cmd import settings_for

    settings = settings_for(dict(click.get_current_context().find_root().params))
    click.echo(f"# {path}" + ("" if path.exists() else " (not there: these are the defaults)"))
    for one in fields(settings):
        value = getattr(settings, one.name)
        if one.name != "keys":
            click.echo(f"{one.name} = {json.dumps(value)}")
    click.echo("\n[keys]")
    for act, keys in settings.keys.items():
        click.echo(f"{json.dumps(act)} = {json.dumps(keys)}")


def _edit(path: Path, text: str) -> None:
    """Open it, and read it afterwards. Raises InputError."""
    from gilrace.tui.settings import read_settings

    safety.refuse("no editor is opened")
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(text, "utf-8")
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        subprocess.run([*editor, str(path)], check=False)
    except OSError as error:
        raise InputError(f"cannot start {editor[0]}: {error.strerror}", advice="Set EDITOR.") from error
    read_settings(path)
