"""The strategy of a heat: one of gilrace's own, or one that another distribution gives.

What comes from outside is imported here, in the lane's process; that it kept to its contract is checked
after the clock. Every way it can fail names who gave it.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError, MachineError
from gilrace.lane import track as layout

if TYPE_CHECKING:
    from types import ModuleType

    from gilrace.lane.heat import Heat, Strategy
    from gilrace.lane.order import EngineOrder, HeatOrder


def strategy_of(order: HeatOrder) -> Strategy:
    """The function that runs the heat. Raises LaneError, or MachineError where a package is missing."""
    if order.engine is None:
        from gilrace import strategies

        return strategies.load(order.strategy)
    return _load(order.engine, order.strategy)


def _load(engine: EngineOrder, name: str) -> Strategy:
    module_name, _, function = engine.function.partition(":")
    _make_findable(module_name.partition(".")[0], engine.place)
    try:
        module = importlib.import_module(module_name)
        found = _attribute(module, function)
        for package in getattr(module, "PACKAGES", ()):
            if importlib.util.find_spec(package.partition(".")[0]) is None:
                raise _missing(package, engine, name)
        if early := getattr(module, "early", None):
            early()
    except ModuleNotFoundError as error:
        raise _missing(str(error.name), engine, name) from error
    except MachineError:
        raise
    except Exception as error:
        raise LaneError(
            f"{name}, given by {engine.distribution}, cannot be imported: {type(error).__name__}: {error}"
        ) from error
    strategy: Strategy = found
    return strategy


def _missing(package: str, engine: EngineOrder, name: str) -> MachineError:
    return MachineError(
        f"{name}, given by {engine.distribution}, needs {package!r}, which {sys.executable} does not have",
        advice=f"{engine.remedy[:1].upper()}{engine.remedy[1:]} there.",
    )


def _attribute(module: ModuleType, name: str) -> Any:
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part)
    return found


def _make_findable(top: str, place: str) -> None:
    """Let this interpreter, and those it starts, import one module from where it is; nothing beside it."""
    if top in sys.modules or importlib.util.find_spec(top) is not None:
        return
    source = next((path for path in (Path(place, top), Path(place, f"{top}.py")) if path.exists()), None)
    if source is None:
        return
    folder = tempfile.mkdtemp(prefix="engine-")
    Path(folder, source.name).symlink_to(source)
    sys.path.append(folder)
    importlib.invalidate_caches()


def judge(
    engine: EngineOrder, name: str, heat: Heat, results: Sequence[Any], *, wait_was_called: bool
) -> None:
    """Whether a strategy from outside did what it has to. Raises LaneError."""
    items, marked = len(heat.work.items), heat.track.total(layout.DONE)
    if not wait_was_called:
        broken = "never came to the line: it must call heat.line() once its workers are ready"
    elif not isinstance(results, list) or len(results) != items:
        given = f"{len(results)} results" if isinstance(results, list) else type(results).__name__
        broken = f"returned {given} for {items} items: it must return a list of all results in item order"
    elif marked != items:
        broken = f"marked {marked} of {items} items: it must mark each exactly once"
    else:
        return
    raise LaneError(f"{name}, given by {engine.distribution}, {broken}")
