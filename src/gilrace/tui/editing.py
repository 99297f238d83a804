"""Handing the terminal to the person's editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

if TYPE_CHECKING:
    from textual.app import App

TAKES_A_LINE = ("vi", "vim", "nvim", "nano", "emacs", "micro")


def edit(app: App[None], path: Path, line: int = 1) -> str:
    """Open a file in $VISUAL or $EDITOR and wait until it is closed; what went wrong, "" when nothing did."""
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    place = [f"+{line}"] if Path(editor[0]).name in TAKES_A_LINE else []
    try:
        with app.suspend():
            subprocess.run([*editor, *place, str(path)], check=False)
    except SuspendNotSupported:
        return f"no editor can be shown here; the file is {path}"
    except OSError as error:
        return f"cannot start {editor[0]}: {error.strerror}; set EDITOR"
    return ""
