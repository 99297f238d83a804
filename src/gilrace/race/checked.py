"""Whether an event that was read holds what it should: a recording may come from anywhere.

Every field is held against the type it is declared with; whole numbers have 64 bits at most, so that no
arithmetic on them can fail.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

LARGEST = 2**62
Fits = Callable[[Any], bool]
E = TypeVar("E")


def _is_int(value: Any) -> bool:
    return type(value) is int and -LARGEST < value < LARGEST


def _is_number(value: Any) -> bool:
    if type(value) is float:
        return math.isfinite(value)
    return _is_int(value)


def _ints(value: Any) -> bool:
    if type(value) is not tuple or not set(map(type, value)) <= {int}:
        return False
    return not value or (min(value) > -LARGEST and max(value) < LARGEST)


def _texts(value: Any) -> bool:
    return type(value) is tuple and set(map(type, value)) <= {str}


def _numbers(value: Any) -> bool:
    return isinstance(value, Mapping) and all(type(k) is str and _is_number(v) for k, v in value.items())


FITS: Mapping[str, Fits] = {
    "int": _is_int,
    "bool": lambda value: type(value) is bool,
    "str": lambda value: type(value) is str,
    "float": _is_number,
    "float | None": lambda value: value is None or _is_number(value),
    "tuple[int, ...]": _ints,
    "tuple[str, ...]": _texts,
    "Mapping[str, float]": _numbers,
    "Mapping[str, Any]": lambda value: isinstance(value, Mapping),
}


def checked(event: E) -> E:
    """The event. Raises TypeError naming a field that cannot hold what it holds."""
    kind: Any = type(event)
    for name, fits, wanted in _checks(kind):
        if not fits(getattr(event, name)):
            raise TypeError(f"{name} is not {wanted}")
    return event


@cache
def _checks(kind: Any) -> tuple[tuple[str, Fits, str], ...]:
    declared = ((one.name, str(one.type)) for one in fields(kind))
    return tuple((name, FITS[wanted], wanted) for name, wanted in declared if wanted in FITS)
