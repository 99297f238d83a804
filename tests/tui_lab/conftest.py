"""Tests have the same names in every run."""

from __future__ import annotations

from pathlib import Path

from lab_worlds import FOLDER


def pytest_make_parametrize_id(val: object) -> str | None:
    """A file that was copied for this run is called by its name."""
    return Path(val).name if isinstance(val, str) and val.startswith(str(FOLDER)) else None
