"""Where the history lies, and whether it is wanted."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from gilrace import safety
from gilrace.errors import InputError

OFF = ("off", "no", "0", "false")
SWITCH, SIZE = "GILRACE_HISTORY", "GILRACE_HISTORY_MB"
DEFAULT_MB = 200


def place(environ: Mapping[str, str] | None = None) -> Path | None:
    """The database's file, which need not exist; None when the history is switched off."""
    told = (os.environ if environ is None else environ).get(SWITCH, "").strip()
    if told.lower() in OFF:
        return None
    if told and told.lower() not in ("on", "yes", "1", "true"):
        safety.refuse(f"{SWITCH} names a place, and the history stays in its own")
        return Path(told)
    from platformdirs import user_data_path

    return user_data_path("gilrace", appauthor=False) / "history.sqlite3"


def most_bytes(environ: Mapping[str, str] | None = None) -> int:
    """How much room recordings may take, packed. Raises InputError."""
    told = (os.environ if environ is None else environ).get(SIZE, "").strip()
    if not told:
        return DEFAULT_MB * 1_000_000
    try:
        return int(float(told) * 1_000_000)
    except (ValueError, OverflowError) as error:
        raise InputError(f"{SIZE} is {told!r}, not a number", advice=f"Say {SIZE}={DEFAULT_MB}.") from error
