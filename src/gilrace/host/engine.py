"""The strategy of a heat: one of gilrace's own, or one that another distribution gives.

What comes from outside is imported here, in the lane's process; that it kept to its contract is checked
after the clock. Every way it can fail names who gave it.
"""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.errors import GilraceError, LaneError, MachineError
from gilrace.lane import track as layout

if TYPE_CHECKING:
    from types import ModuleType

    from gilrace.lane.heat import Heat, Strategy
    from gilrace.lane.order import EngineOrder, HeatOrder
    from gilrace.lane.track import Track


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
    if not callable(found) or inspect.iscoroutinefunction(found):
        kind = "is a coroutine function" if callable(found) else f"is {found!r}"
        raise LaneError(
            f"{name}, given by {engine.distribution}, {kind}: it must be a plain function of a heat"
        )
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


def giver(order: HeatOrder) -> str:
    """The strategy, and who gave it where that was not gilrace."""
    return f"{order.strategy}, given by {order.engine.distribution}," if order.engine else order.strategy


def must_be_the_start(order: HeatOrder, clock: Mapping[str, int], track: Track) -> None:
    """A strategy has come to the line: for the first time, and with nothing done. Raises LaneError."""
    if "ready" in clock:
        raise LaneError(f"{giver(order)} came to the line twice: heat.line() is called once")
    if early := track.total(layout.DONE):
        raise LaneError(f"{giver(order)} finished {early} items before the go signal")


def in_its_name(order: HeatOrder, run: Strategy, heat: Heat) -> list[Any]:
    """Run the heat; what a strategy from outside raises names who gave it. Raises LaneError."""
    if order.engine is None:
        return run(heat)
    try:
        return run(heat)
    except (GilraceError, ModuleNotFoundError, MemoryError):
        raise
    except Exception as error:
        if is_about_pickling(error):
            raise
        raise LaneError(f"{giver(order)} ended with {type(error).__name__}: {error}") from error


def is_about_pickling(error: BaseException) -> bool:
    """Whether something cannot be sent to another process."""
    told = f"{type(error).__name__} {error}".lower()
    return any(words in told for words in ("pickle", "pickling", "can't get local object"))  # as 3.13 says it


def judge(order: HeatOrder, heat: Heat, results: Sequence[Any], *, wait_was_called: bool) -> None:
    """Whether a strategy from outside did what it has to. Raises LaneError."""
    items, marked = len(heat.work.items), heat.track.total(layout.DONE)
    if not wait_was_called:
        broken = "never came to the line: it must call heat.line() once its workers are ready"
    elif not isinstance(results, list) or len(results) != items:
        given = f"{len(results)} results" if isinstance(results, list) else type(results).__name__
        broken = f"returned {given} for {items} items: it must return a list of all results in item order"
    elif marked != items:
        broken = f"marked {marked} of {items} items: it must mark each exactly once"
    elif wrong := _marked_wrongly(heat.track, items):
        broken = f"marked {wrong}: it must mark each exactly once"
    else:
        return
    raise LaneError(f"{giver(order)} {broken}")


def _marked_wrongly(track: Track, items: int) -> str:
    """Which item was marked more than once, as far as every mark was kept: "" where none is known."""
    kept = sorted((first, count) for w in range(track.workers) for first, count, *_ in track.spans(w))
    if sum(count for _, count in kept) != items:
        return ""  # there was room for a part of them only
    expected = 0
    for first, count in kept:
        if first != expected:
            return f"item {first} twice" if first < expected else f"no item {expected}"
        expected = first + count
    return ""
