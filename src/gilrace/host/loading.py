"""From a `WorkOrder` to `Work`: find the functions, bind the settings, make the items.

Every way this can fail is a `LaneError` with a plain sentence; the traceback of a user's module goes along.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError
from gilrace.host.stages import composed
from gilrace.lane.work import Stage, Work

if TYPE_CHECKING:
    from gilrace.lane.order import WorkOrder


def load_work(order: WorkOrder) -> Work:
    """The work with its items. Raises LaneError."""
    if order.stages:
        first = order.of_stage(order.stages[0])
        return composed(_stages(order), load_items(first, load_functions(first)[1]))
    functions, module = load_functions(order)
    return Work(items=load_items(order, module), **functions)


def load_workers_part(order: WorkOrder) -> Work:
    """The work without items, for a worker process that is handed its items."""
    if order.stages:
        return composed(_stages(order))
    functions, _ = load_functions(order)
    return Work(items=(), **functions)


def _stages(order: WorkOrder) -> tuple[Stage, ...]:
    """Each stage with its own work."""
    works = ((stage, load_functions(order.of_stage(stage))[0]) for stage in order.stages)
    return tuple(
        Stage(stage.name, stage.strategy, stage.workers, Work(items=(), **functions))
        for stage, functions in works
    )


def load_functions(order: WorkOrder) -> tuple[dict[str, Any], ModuleType]:
    """Keyword arguments of `Work`, all but the items, and the module they come from."""
    if ":" in order.use:
        module, call = _own(order.use, order.folder)
    else:
        module = importlib.import_module(_built_in_module(order.use))
        call = module.call
    acall = getattr(module, "acall", None) if ":" not in order.use else None
    if order.async_use:
        acall = _own(order.async_use, order.folder)[1]
    if inspect.iscoroutinefunction(call):
        call, acall = functools.partial(_run_coroutine, call), acall or call
    bind = functools.partial(_bound, settings=order.settings)
    hooks = {
        name: bind(getattr(module, name, None))
        if name in ("setup", "asetup")
        else getattr(module, name, None)
        for name in ("setup", "teardown", "asetup", "ateardown")
    }
    return {"call": bind(call), "acall": bind(acall), **hooks}, module


def load_items(order: WorkOrder, module: ModuleType) -> Sequence[Any]:
    """The items, as a sequence. Raises LaneError when they cannot be made."""
    spec = order.items
    if "list" in spec:
        items: Sequence[Any] = list(spec["list"])
        return items
    if "range" in spec:
        return range(*spec["range"])
    if "call" in spec:
        return _called_items(str(spec["call"]), order.folder)
    count = int(spec.get("count", 100))
    make = getattr(module, "items", None) if ":" not in order.use else None
    if make is None:
        return range(count)
    made: Sequence[Any] = make(count, **_accepted(make, order.settings))
    return made


def _accepted(function: Callable[..., Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Those settings that a function has parameters for."""
    parameters = inspect.signature(function).parameters
    return {key: value for key, value in settings.items() if key in parameters}


def _called_items(place: str, folder: str) -> Sequence[Any]:
    _, make = _own(place, folder)
    made = make()
    if not isinstance(made, Iterable):
        raise LaneError(
            f"{place} returned {type(made).__name__}; it must return the items: a list or an iterator"
        )
    return made if isinstance(made, Sequence) and not isinstance(made, str) else list(made)


def _bound(function: Callable[..., Any] | None, settings: Mapping[str, Any]) -> Callable[..., Any] | None:
    if function is None or not settings:
        return function
    return functools.partial(function, **settings)


def _run_coroutine(function: Callable[..., Any], item: Any, **settings: Any) -> Any:
    """An async function where only a plain call is possible: a loop of its own for every item."""
    import asyncio

    return asyncio.run(function(item, **settings))


def _built_in_module(name: str) -> str:
    from gilrace.workloads import REGISTRY

    if name not in REGISTRY:
        raise LaneError(f"there is no built-in workload called {name!r}")
    module = REGISTRY[name]
    return module if module.startswith("gilrace.") else f"gilrace.workloads.{module}"


def _own(place: str, folder: str) -> tuple[ModuleType, Callable[..., Any]]:
    """A user's module and function from ``module:function`` or ``path/file.py:function``."""
    where, _, name = place.rpartition(":")
    module = _own_file(where, folder) if where.endswith(".py") else _own_module(where, folder)
    function: Any = module
    for part in name.split("."):
        function = getattr(function, part, None)
    if not callable(function):
        raise LaneError(f"{where} has no function called {name}")
    return module, function


def _own_file(where: str, folder: str) -> ModuleType:
    path = Path(folder, where)
    stem = path.stem
    if stem in sys.stdlib_module_names:
        raise LaneError(
            f"{where} has the name of a module of the standard library",
            advice=f"Rename it: `import {stem}` would find your file instead.",
        )
    return _own_module(stem, str(path.parent.resolve()))


def _own_module(name: str, folder: str) -> ModuleType:
    """Import by name with a folder searched first, as ``python file.py`` would."""
    if folder and folder not in sys.path:
        sys.path.insert(0, folder)
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        raise LaneError(
            f"importing {name} failed: no module named {error.name!r} for {sys.executable}",
            advice=f"Install {error.name} there, or run gilrace from the environment that has it.",
        ) from error
    except SystemExit as error:
        raise LaneError(
            f"importing {name} ended the program (SystemExit {error.code})",
            advice='Put what starts the program under `if __name__ == "__main__":`.',
        ) from error
    except Exception as error:
        raise LaneError(f"importing {name} failed: {type(error).__name__}: {error}") from error
