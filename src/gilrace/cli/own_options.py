"""What commands about a function of the user's share: its items and settings, as people type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gilrace.errors import InputError

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
        return {"glob": text}
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
        hint = f"Write {text}:function." if text.endswith(".py") else "Write ./file.py:function."
        raise InputError(f"{text} names no function", advice=hint)
    return text
