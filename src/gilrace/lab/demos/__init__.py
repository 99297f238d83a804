"""The shipped demos, one ordinary file each, in the order they are best met; and how files are loaded."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import sys
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType

from gilrace import safety
from gilrace.errors import InputError
from gilrace.lab.demo import Demo
from gilrace.lab.usable import ACTORS_AT_MOST, check_usable

NAMES: tuple[str, ...] = (
    "lost_update",
    "lost_update_plus",
    "lost_update_property",
    "lost_update_dict",
    "read_add_write",
    "overdraft",
    "transfer",
    "lazy_singleton",
    "dict_resized",
    "use_before_assignment",
    "lost_wakeup",
    "lock_order",
    "dining",
    "self_deadlock",
    "queue_join",
    "bounded_queue",
    "corridor",
    "aligned_retries",
    "greedy_holder",
    "readers_first",
    "async_lost_update",
    "async_overdraft",
    "async_singleton",
    "async_lock_order",
    "async_corridor",
    "process_raw_value",
    "process_value",
    "process_overdraft",
    "process_lock_order",
)


def located(name: str) -> Path:
    """The path of a demo's file. Raises `InputError` when it is not there, or may not be loaded."""
    safety.refuse(f"{name} is not loaded, and only shipped demos are shown")
    path = Path(name)
    if not path.is_file():
        raise InputError(f"there is no file {path}", advice="give the path of a demo's Python file")
    return path


def load(name: str, actors: int | None = None) -> Demo:
    """A shipped demo by name ("lost_update" or "lost-update"), or a file ("./my_demo.py").

    ``actors`` is how many take part, where the demo leaves that free. Raises `InputError` when there is
    no such demo, the file cannot be loaded, or its ``demo()`` does not return a usable `Demo`.
    """
    module = _from_file(located(name)) if name.endswith(".py") else _shipped(name)
    return _made(module, actors)


def every() -> tuple[Demo, ...]:
    """All shipped demos, each as it is by default."""
    return tuple(load(name) for name in NAMES)


def _shipped(name: str) -> ModuleType:
    wanted = name.replace("-", "_")
    if wanted not in NAMES:
        close = get_close_matches(wanted, NAMES, 1)
        hint = f"did you mean {close[0]}?" if close else f"there are: {', '.join(NAMES)}"
        raise InputError(f"there is no demo called {name!r}", advice=f"{hint} A file's name ends in .py")
    return importlib.import_module(f"{__name__}.{wanted}")


def _from_file(path: Path) -> ModuleType:
    name = f"gilrace_demo_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise InputError(f"{path} cannot be loaded: {type(error).__name__}: {error}") from error
    return module


def _made(module: ModuleType, actors: int | None) -> Demo:
    factory = getattr(module, "demo", None)
    file = module.__file__ or ""
    if not callable(factory):
        raise InputError(f"{file} has no function demo()", advice="define demo() and return a Demo")
    settings = _settings(factory, actors, file)
    try:
        demo = factory(**settings)
    except (Exception, SystemExit) as error:
        raise InputError(
            f"demo() in {file} failed: {type(error).__name__}: {error}",
            advice="a Demo needs name, title, summary, actors, setup, check, guards and fails",
        ) from error
    if not isinstance(demo, Demo):
        raise InputError(f"demo() in {file} returned {type(demo).__name__}", advice="return a Demo")
    check_usable(demo, file)
    return replace(demo, file=file, settings=settings)


def _settings(factory: object, actors: int | None, file: str) -> dict[str, int]:
    if actors is None:
        return {}
    if "actors" not in inspect.signature(factory).parameters:  # type: ignore[arg-type]
        raise InputError(f"{Path(file).stem} has a fixed number of actors", advice="leave out the number")
    if not 2 <= actors <= ACTORS_AT_MOST:
        raise InputError(f"{actors} actors cannot be shown", advice=f"choose from 2 to {ACTORS_AT_MOST}")
    return {"actors": actors}
