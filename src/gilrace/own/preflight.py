"""Before the clock starts: what would make a lane fail or mislead, each with its fix."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.own import blocking, child, reading
from gilrace.own.finding import ERROR, WARN, Finding
from gilrace.own.racing import order_of
from gilrace.own.source import Source, source_of
from gilrace.scenario.expect import Fails

if TYPE_CHECKING:
    from gilrace.lane.order import WorkOrder
    from gilrace.scenario import Scenario

LIMIT_S = 20.0
PICKLING = {"processes", "interpreters"}  # lanes whose workers get everything by pickle
FIXES = {
    "function": "use a function defined with `def` at the top of a module",
    "item": "make the items plain data (numbers, text, paths) and open or connect inside the function",
    "result": "return plain data: what was read or computed, not the open file, lock or connection",
}


def preflight(order: WorkOrder, strategies: Iterable[str], limit_s: float = LIMIT_S) -> tuple[Finding, ...]:
    """What to mend before these strategies race. Raises InputError when the function cannot be looked at."""
    lanes, source = set(strategies), source_of(order.use, Path(order.folder))
    found = list(_read(order, source, lanes))
    if any(finding.level == ERROR for finding in found):
        return tuple(found)  # running it would only repeat this less clearly
    return (*found, *_tried(order, lanes, source, limit_s))


def looked_at(scenario: Scenario) -> tuple[Finding, ...]:
    """What the source of a scenario's function tells: none of it is run. Lanes meant to fail are left out.

    Raises InputError.
    """
    work = scenario.workload
    if work is None or ":" not in work.use:
        return ()
    failing = {wanted.form.lane for wanted in scenario.expect if isinstance(wanted.form, Fails)}
    lanes = {lane.strategy for lane in scenario.lanes if lane.id not in failing}
    order = order_of(scenario)
    return tuple(_read(order, source_of(order.use, Path(order.folder)), lanes))


def _read(order: WorkOrder, source: Source | None, lanes: set[str]) -> Iterator[Finding]:
    if source is None:  # an installed module without its source here
        return
    twin = source_of(order.async_use, Path(order.folder)) if order.async_use else None
    if lanes & PICKLING:
        yield from reading.unsendable(source)
    if "processes" in lanes:
        yield from reading.unguarded(source)
    if "asyncio" not in lanes:
        return
    awaitable = twin or source
    if isinstance(awaitable.made_by, ast.AsyncFunctionDef):
        blocked = list(blocking.blocking_calls(awaitable, awaitable.name))
        yield from blocked or blocking.never_awaiting(awaitable, awaitable.made_by)
    elif twin is None:
        yield Finding(
            "no-twin",
            WARN,
            f"{source.name} is a plain function: the asyncio lane can only call it, an item at a time",
            "write an awaitable twin and name it (`async:` in a file, --async-twin); or leave asyncio out",
            source.at(source.made_by or source.tree),
        )


def _tried(order: WorkOrder, lanes: set[str], source: Source | None, limit_s: float) -> Iterator[Finding]:
    place = source.at(source.made_by) if source and source.made_by else order.use
    for problem in child.asked("sendable", order, limit_s)["problems"]:
        what, why = problem["what"], problem["why"]
        if what == "call":
            yield Finding("raises", WARN, f"the first item raised {why}", "try it in Python by itself", place)
        elif what == "twin":
            if "asyncio" in lanes:
                fix = "begin it with `async def`, or leave it out"
                yield Finding("not-awaitable", ERROR, f"{order.async_use} {why}", fix)
        elif lanes & PICKLING:
            where = "process" if "processes" in lanes else "interpreter"
            yield Finding(
                "unpicklable",
                ERROR,
                f"the {what} cannot be sent to another {where}: {why}",
                FIXES[what],
                place,
            )
