"""Numbers with units, as people write them: "50ms", "1%", "2KB". Base units: seconds, shares, bytes."""

from __future__ import annotations

import re

from gilrace.scenario.problem import Flaw, shown

SECONDS = {"us": 1e-6, "µs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "min": 60.0}
BYTES = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
_QUANTITY = re.compile(r"([-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d{1,2})?)\s*([A-Za-zµ%]*)")


def split(text: str) -> tuple[float, str]:
    """The number and the unit. Raises Flaw."""
    found = _QUANTITY.fullmatch(text.strip())
    if found is None or len(text) > 40:
        raise Flaw(f"{shown(text)} is not a number with a unit", "write it like 50ms, 2s, 1% or 2KB")
    return float(found[1]), found[2]


def seconds(value: object) -> float:
    """A duration: "50ms", "2s", "1m", or a number of seconds. Raises Flaw."""
    return _measured(value, SECONDS, "a time", "write it like 50ms, 2s or 1m")


def size(value: object) -> int:
    """A size in bytes: "2KB" (1000 each), "2KiB" (1024 each), or a number of bytes. Raises Flaw."""
    return int(_measured(value, BYTES, "a size", "write it like 500B, 2KB or 1MB"))


def share(value: object) -> float:
    """A share: "3%", or a number from 0 to 1. Raises Flaw."""
    return _measured(value, {"%": 0.01}, "a share", "write it like 3% or 0.03")


def _measured(value: object, units: dict[str, float] | dict[str, int], what: str, hint: str) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number, factor = float(value), 1.0
    elif isinstance(value, str):
        number, unit = split(value)
        if unit not in units:
            raise Flaw(f"{shown(value)} is not {what}", hint)
        factor = float(units[unit])
    else:
        raise Flaw(f"{shown(value)} is not {what}", hint)
    if number < 0:
        raise Flaw(f"{shown(value)} is negative", hint)
    return number * factor
