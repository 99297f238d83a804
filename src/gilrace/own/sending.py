"""Trying what a process lane does: pickle the function and an item, call it, pickle the result."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.lane.work import Work

TRIED = 3


def unsendable(work: Work) -> list[dict[str, str]]:
    """``{"what": function | item | result, "why": ...}`` for each that cannot travel."""
    problems = []
    if why := _why(work.call):
        problems.append({"what": "function", "why": why})
    for item in list(work.items[:TRIED]):
        if why := _why(item):
            problems.append({"what": "item", "why": why})
            break
    return problems + (_result(work) if work.items else [])


def _result(work: Work) -> list[dict[str, str]]:
    if work.setup:
        work.setup()
    try:
        value = work.call(work.items[0])
    except Exception as error:  # noqa: BLE001 - told as it is: every item may be like this
        return [{"what": "call", "why": f"{type(error).__name__}: {error}"}]
    finally:
        if work.teardown:
            work.teardown()
    why = _why(value)
    return [{"what": "result", "why": why}] if why else []


def _why(value: Any) -> str:
    try:
        pickle.loads(pickle.dumps(value))
    except Exception as error:  # noqa: BLE001 - whatever a class raises when it is pickled
        return f"{type(error).__name__}: {error}"
    return ""
