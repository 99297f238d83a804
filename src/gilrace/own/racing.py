"""A race from the words of a command line: no file is written, yet every rule of scenario files holds."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.errors import InputError
from gilrace.lane.order import WorkOrder

if TYPE_CHECKING:
    from gilrace.scenario import Scenario

LANES = ("sequential", "threads", "processes", "asyncio")


def written(
    use: str, items: Any, *, twin: str = "", lanes: Sequence[Any] = (), rounds: int = 3, **more: Any
) -> dict[str, Any]:
    """A scenario file's content. Without ``lanes``: all four where the function can be awaited."""
    workload: dict[str, Any] = {"use": use, "items": items}
    if twin:
        workload["async"] = twin
    workload |= {key: value for key, value in more.items() if value}
    name = use.rpartition(":")[2].replace(".", "-").replace("_", "-").lower().strip("-")
    return {
        "name": name or "mine",
        "title": f"Your own {use.rpartition(':')[2]}",
        "workload": workload,
        "lanes": list(lanes) or [*LANES[:3], *(LANES[3:] if twin else ())],
        "rounds": rounds,
        "expect": ["same_results"],
    }


def scenario_of(content: Mapping[str, Any], folder: Path) -> Scenario:
    """The scenario, its files looked for in ``folder``. Raises InputError with every problem."""
    from gilrace.scenario.loading import read

    scenario, problems = read(json.dumps(content), folder / "this race")
    if scenario is None:
        told = (f"{one.message}; {one.hint}" if one.hint else one.message for one in problems)
        raise InputError("\n".join(told))
    return scenario


def order_of(scenario: Scenario) -> WorkOrder:
    """What a look at the function needs to know. Raises InputError for a race of built-in work."""
    work = scenario.workload
    if work is None or work.built_in:
        raise InputError(f"{scenario.name} races nothing of yours", advice="Name a ./file.py:function.")
    return WorkOrder(
        work.use, work.async_ or "", _items(scenario), work.settings, str(scenario.path.resolve().parent)
    )


def _items(scenario: Scenario) -> dict[str, Any]:
    items = scenario.workload.items if scenario.workload else None
    if items is None:
        return {"count": 100}
    if items.glob is not None:
        return {"list": sorted(str(path) for path in scenario.path.parent.glob(items.glob) if path.is_file())}
    for kind in ("count", "list", "range", "call"):
        value = getattr(items, kind)
        if value is not None:
            return {kind: list(value) if kind in ("list", "range") else value}
    return {"count": 100}
