"""A private folder for a while: gone with its race, or, after a kill -9, when the next one begins."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gilrace.errors import MachineError

PREFIX = "gilrace-"


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder, removed with all that is in it. Raises MachineError when none can be made."""
    try:
        _sweep(Path(tempfile.gettempdir()))
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    except OSError as error:
        raise MachineError(
            f"cannot make a temporary folder: {error.strerror or error}",
            advice="Free some space, or point TMPDIR at a folder you may write to.",
        ) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _sweep(root: Path) -> None:
    """Remove what races left that were killed before they could."""
    for folder in root.glob(f"{PREFIX}*-*"):
        owner = folder.name[len(PREFIX) :].split("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
