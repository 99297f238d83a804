"""A function's bytecode, with the places marked where this interpreter may switch threads.

Under a GIL the evaluator looks up only at calls, backward jumps and function entry; without one, another
thread may act between any two instructions.
"""

from __future__ import annotations

import dis
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

from gilrace.lab.explore.story import Place, place_of
from gilrace.lab.scheduled.gil import may_switch_at

TOUCHING = {
    "LOAD_ATTR": "read",
    "LOAD_METHOD": "read",
    "LOAD_GLOBAL": "read",
    "BINARY_SUBSCR": "read",
    "STORE_ATTR": "write",
    "STORE_GLOBAL": "write",
    "STORE_SUBSCR": "write",
    "DELETE_ATTR": "write",
    "DELETE_SUBSCR": "write",
}


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction."""

    offset: int  # bytes from the function's start
    name: str
    argument: str  # in words, "" when it has none
    place: Place
    switch: bool  # a GIL build may let another thread run here
    access: str  # "read" | "write" of something others may see, "" otherwise


def instructions(function: Callable[..., Any], line: int | None = None) -> tuple[Instruction, ...]:
    """The instructions of a function, or of one of its source lines, as this interpreter runs them."""
    found = _listing(function.__code__).values()
    return tuple(one for one in found if line is None or one.place.line == line)


def instruction_at(code: CodeType, at: int) -> Instruction:
    """The instruction at an offset, which may lie in its cache."""
    listing = _listing(code)
    return listing[max(offset for offset in listing if offset <= max(at, 0))]


@lru_cache(maxsize=256)
def _listing(code: CodeType) -> dict[int, Instruction]:
    """By offset."""
    return {
        one.offset: Instruction(
            one.offset,
            one.opname,
            one.argrepr,
            place_of(code, one.offset),
            may_switch_at(one.opname),
            _access(one.opname, one.argrepr),
        )
        for one in dis.get_instructions(code)
    }


def _access(name: str, argument: str) -> str:
    """Methods and functions are found, not read: only what may hold data counts."""
    if "NULL" in argument and name in ("LOAD_ATTR", "LOAD_GLOBAL", "LOAD_METHOD"):
        return ""
    return TOUCHING.get(name, "")


def has_gil() -> bool:
    """Whether the running interpreter switches threads only at the marked places."""
    asked = getattr(sys, "_is_gil_enabled", None)
    return True if asked is None else bool(asked())
