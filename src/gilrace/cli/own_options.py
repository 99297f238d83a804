"""What commands about a function of the user's share: its items and settings, as people type them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.scenario import Scenario

MOST_NAMED = 4  # functions of a file that a hint lists
ITEMS_HELP = "A count, files (data/*.txt), a range (0:100), or ./file.py:function that makes them."


def items_of(text: str) -> Any:
    """A scenario's ``items:`` from one word. Raises InputError."""
    if text.isdecimal():
        return int(text)
    numbers = text.split(":")
    if len(numbers) in (2, 3) and all(part.lstrip("-").isdecimal() for part in numbers):
        return {"range": [int(part) for part in numbers]}
    if ":" in text:
        return {"call": text}
    if any(sign in text for sign in "*?[") or Path(text).is_file():
        return {"glob": os.path.relpath(text) if Path(text).is_absolute() else text}
    if Path(text).is_dir():
        return {"glob": f"{text.rstrip('/')}/*"}
    raise InputError(f"--items {text} is no kind of items", advice=ITEMS_HELP)


def settings_of(pairs: tuple[str, ...]) -> dict[str, Any]:
    """``key=value`` words: values are read as JSON where they are, else as text. Raises InputError."""
    settings: dict[str, Any] = {}
    for pair in pairs:
        key, sign, value = pair.partition("=")
        if not sign or not key.isidentifier():
            raise InputError(f"--set {pair} names no setting", advice="Write --set name=value.")
        try:
            settings[key] = json.loads(value)
        except ValueError:
            settings[key] = value
    return settings


def place_of(text: str) -> str:
    """``./mine.py:work`` as scenario files write it. Raises InputError where no function is named."""
    if ":" not in text:
        hint = _functions_of(text) if text.endswith(".py") else "Write ./file.py:function."
        raise InputError(f"{text} names no function", advice=hint)
    return text


def _functions_of(file: str) -> str:
    """What could have been meant: ``Write ./etl.py:load or ./etl.py:transform.``"""
    from gilrace.scenario.functions import functions_in

    found = [f"{file}:{name}" for name in functions_in(Path(file)) if not name.startswith("_")]
    return f"Write {' or '.join(found[:MOST_NAMED]) or f'{file}:function'}."


def looks(scenario: Scenario) -> list[str]:
    """What reading a scenario's own function tells, for people. Raises InputError."""
    from gilrace.own.preflight import looked_at

    return [f"look: {finding}" for finding in looked_at(scenario)]
