"""Trying what a process lane does: pickle the function and an item, call it, pickle the result."""

from __future__ import annotations

import functools
import inspect
import pickle
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gilrace.lane.work import Work

TRIED = 3


def unsendable(work: Work) -> list[dict[str, str]]:
    """``{"what": function | item | result | call | twin, "why": ...}`` for each that does not do."""
    problems = []
    if why := _why(work.call):
        problems.append({"what": "function", "why": why})
    for item in list(work.items[:TRIED]):
        if why := _why(item):
            problems.append({"what": "item", "why": why})
            break
    return problems + (_result(work) + _twin(work) if work.items else [])


def _twin(work: Work) -> list[dict[str, str]]:
    """A plain function may give back something to await; most do not."""
    if work.acall is None or _is_coroutine(work.acall):
        return []
    try:
        value: object = work.acall(work.items[0])
    except Exception as error:  # noqa: BLE001 - as in a lane: every item would be like this
        return [{"what": "twin", "why": f"raised {type(error).__name__}: {error}"}]
    if inspect.isawaitable(value):
        getattr(value, "close", lambda: None)()
        return []
    return [{"what": "twin", "why": f"gives {type(value).__name__}, which cannot be awaited"}]


def _is_coroutine(function: Any) -> bool:
    while isinstance(function, functools.partial):
        function = function.func
    return inspect.iscoroutinefunction(function)


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
