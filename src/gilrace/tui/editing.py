"""Handing the terminal to the person's editor."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from gilrace.safety import is_safe

if TYPE_CHECKING:
    from textual.app import App

PLUS = ("vi", "vim", "nvim", "view", "nano", "emacs", "emacsclient", "micro", "kak", "joe", "ne", "jed")
COLON = ("subl", "hx", "helix", "zed")
GOTO = ("code", "codium", "code-insiders", "cursor")  # windows that must be waited for


def edit(app: App[None], path: Path, line: int = 1) -> str:
    """Open a file in $VISUAL or $EDITOR and wait until it is closed; what went wrong, "" when nothing did."""
    if is_safe():
        return "safe mode: no editor is opened"
    editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
    try:
        with app.suspend():
            return _run([*editor, *at_line(editor[0], path, line)])
    except SuspendNotSupported:
        return f"no editor can be shown here; the file is {path}"


def _run(command: list[str]) -> str:
    """Why it did not run. Nothing may be raised while the terminal is handed over: it would not come back."""
    try:
        subprocess.run(command, check=False)
    except OSError as error:
        return f"cannot start {command[0]}: {error.strerror}; set EDITOR"
    return ""


def at_line(editor: str, path: Path, line: int) -> list[str]:
    """The arguments that open a file at a line, in the way that this editor takes them."""
    name = Path(editor).name
    if name in PLUS:
        return [f"+{line}", str(path)]
    if name in GOTO:
        return ["--wait", "--goto", f"{path}:{line}"]
    return [f"{path}:{line}"] if name in COLON else [str(path)]
