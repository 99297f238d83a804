"""What a plain YAML scalar is: null, true or false, a number, or else text (YAML 1.2 core schema).

``12:30``, ``off`` and ``2024-01-02`` are text, as a reader expects.
"""

from __future__ import annotations

import re

from gilrace.scenario.problem import Flaw

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEANS = {
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+(?:_[0-9]+)*")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_MOST_DIGITS = 18

Scalar = None | bool | int | float | str


def plain(text: str) -> Scalar:
    """The value of an unquoted scalar. Raises Flaw for a number no race can use."""
    if text in _NULL:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    if _INTEGER.fullmatch(text):
        return _integer(text)
    if _NOT_FINITE.fullmatch(text):
        raise Flaw(f"{text} is no number a race can use", "write a finite number")
    return _float(text) if _FLOAT.fullmatch(text) else text


def _integer(text: str) -> int:
    digits = text.lstrip("+-").replace("_", "")
    if len(digits) > _MOST_DIGITS:
        raise Flaw(f"a number of {len(digits)} digits is too big", f"write at most {_MOST_DIGITS} digits")
    return int(text)


def _float(text: str) -> float:
    value = float(text)
    if abs(value) == float("inf"):
        raise Flaw("this number is too big", "write a smaller one")
    return value
