"""Before the clock starts: what would make a lane fail or mislead, each with its fix."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.own import blocking, child, reading
from gilrace.own.finding import ERROR, WARN, Finding
from gilrace.own.source import Source, source_of

if TYPE_CHECKING:
    from gilrace.lane.order import WorkOrder


LIMIT_S = 20.0
PICKLING = {"processes", "interpreters"}  # lanes whose workers get everything by pickle
FIXES = {
    "function": "use a function defined with `def` at the top of a module",
    "item": "make the items plain data (numbers, text, paths) and open or connect inside the function",
    "result": "return plain data: what was read or computed, not the open file, lock or connection",
}


def preflight(order: WorkOrder, strategies: Iterable[str], limit_s: float = LIMIT_S) -> tuple[Finding, ...]:
    """What to mend before these strategies race. Raises InputError when the function cannot be looked at."""
    lanes, folder = set(strategies), Path(order.folder)
    source = source_of(order.use, folder)
    twin = source_of(order.async_use, folder) if order.async_use else None
    found = list(_read(source, twin, lanes)) if source else []
    if any(finding.level == ERROR for finding in found):
        return tuple(found)  # running it would only repeat this less clearly
    return (*found, *_tried(order, lanes, source, limit_s))


def _read(source: Source, twin: Source | None, lanes: set[str]) -> Iterator[Finding]:
    if lanes & PICKLING:
        yield from reading.unsendable(source)
    if "processes" in lanes:
        yield from reading.unguarded(source)
    if "asyncio" not in lanes:
        return
    awaitable = twin or source
    if isinstance(awaitable.made_by, ast.AsyncFunctionDef):
        yield from blocking.blocking_calls(awaitable, awaitable.name)
    elif twin is None:
        yield Finding(
            "no-twin",
            WARN,
            f"{source.name} is a plain function: the asyncio lane can only call it, an item at a time",
            "write an awaitable twin and name it: --async-twin ./file.py:function; or leave asyncio out",
            source.at(source.made_by or source.tree),
        )


def _tried(order: WorkOrder, lanes: set[str], source: Source | None, limit_s: float) -> Iterator[Finding]:
    place = source.at(source.made_by) if source and source.made_by else order.use
    for problem in child.asked("sendable", order, limit_s)["problems"]:
        what, why = problem["what"], problem["why"]
        if what == "call":
            yield Finding("raises", WARN, f"the first item raised {why}", "try it in Python by itself", place)
        elif lanes & PICKLING:
            where = "process" if "processes" in lanes else "interpreter"
            yield Finding(
                "unpicklable",
                ERROR,
                f"the {what} cannot be sent to another {where}: {why}",
                FIXES[what],
                place,
            )
