"""Advice as a program: the recommended way to run the work, with the standard library alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from gilrace import workloads
from gilrace.errors import InputError
from gilrace.own.source import is_coroutine, source_of

if TYPE_CHECKING:
    from gilrace.sweep.candidate import Candidate

PORTIONS = 4  # tasks a worker where the chunk is left to us: enough to even out what differs
POOLS = {"threads": "ThreadPoolExecutor", "processes": "ProcessPoolExecutor"}


@dataclass
class Lines:
    """A program while it is written."""

    imports: set[str] = field(default_factory=set)
    setting_up: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Called:
    """What is called for an item, as the program's own names have it."""

    plain: str
    awaitable: str = ""  # "" = there is no twin
    setup: str = ""


def snippet(workload: Mapping[str, Any], one: Candidate, folder: Path | None = None) -> str:
    """The program. ``workload`` is as scenario files have it; ``folder`` is where its files are.

    Raises InputError for work that waits for what only a race sets up.
    """
    made = Lines()
    called = _functions(workload, folder or Path.cwd(), made)
    _items(workload, made)
    for step in _steps(one, called):
        made.body.append(step)
    _import_for(one, called, made)
    return _text(workload, one, made)


def _text(workload: Mapping[str, Any], one: Candidate, made: Lines) -> str:
    standard = sorted(line for line in made.imports if not line.startswith("from gilrace"))
    ours = sorted(made.imports - set(standard))
    parts = [
        f'"""{workload.get("use", "work")}: {one.words}."""',
        "",
        *standard,
        *ours,
        *(["", *made.setting_up] if made.setting_up else []),
        "",
        "",
        *made.body,
        "",
        "",
        'if __name__ == "__main__":',
        "    results = main()",
        '    print(len(results), "results")',
    ]
    return "\n".join(parts) + "\n"


def _functions(workload: Mapping[str, Any], folder: Path, made: Lines) -> Called:
    use = str(workload.get("use", ""))
    if ":" not in use:
        return _built_in(use.replace("-", "_"), workload, made)
    name = _imported(use, made)
    awaitable = _imported(str(workload["async"]), made) if workload.get("async") else ""
    own = _defined(use, folder)
    setup = _imported(f"{use.rpartition(':')[0]}:setup", made) if "setup" in own else ""
    if not awaitable and is_coroutine(use, folder):
        made.imports.add("import asyncio")
        made.setting_up += ["", f"def call(item):\n    return asyncio.run({name}(item))", ""]
        return _bound(workload, Called("call", name, setup), made)
    return _bound(workload, Called(name, awaitable, setup), made)


def _built_in(name: str, workload: Mapping[str, Any], made: Lines) -> Called:
    module = workloads.load_module(name)
    if hasattr(module, "prepare"):
        raise InputError(
            f"{name} waits for what only a race sets up: no program of its own can be written",
            advice="The advice holds: put your own function in the place of the built-in one.",
        )
    where = f"gilrace.workloads.{workloads.REGISTRY[name]}"
    twin = hasattr(module, "acall")
    names = "acall, call" if twin else "call"
    made.imports.add(f"from {where} import {names}{', items' if hasattr(module, 'items') else ''}")
    return _bound(workload, Called("call", "acall" if twin else ""), made)


def _imported(place: str, made: Lines) -> str:
    """Import ``./lib/mine.py:work`` by name; a folder in front is put on the path."""
    where, _, name = place.rpartition(":")
    path = PurePosixPath(where)
    if where.endswith(".py"):
        parent = path.parent.as_posix()
        if parent != ".":
            made.imports.add("import sys")
            line = f"sys.path.insert(0, {parent!r})"
            made.setting_up[:0] = [line] if line not in made.setting_up else []
        where = path.stem
    top = name.partition(".")[0]
    line = f"from {where} import {top}"
    if path.parent.as_posix() != "." and str(path).endswith(".py"):
        made.setting_up.append(f"{line}  # noqa: E402")
    else:
        made.imports.add(line)
    return name


def _defined(use: str, folder: Path) -> set[str]:
    try:
        source = source_of(use, folder)
    except InputError:
        return set()
    return {node.name for node in source.tree.body if isinstance(node, ast.FunctionDef)} if source else set()


def _bound(workload: Mapping[str, Any], called: Called, made: Lines) -> Called:
    """Settings are bound into the functions, as a race does it."""
    settings = workload.get("settings") or {}
    if not settings:
        return called
    made.imports.add("from functools import partial")
    words = ", ".join(f"{key}={value!r}" for key, value in settings.items())
    bound = [f"work = partial({called.plain}, {words})"]
    if called.awaitable:
        bound.append(f"awork = partial({called.awaitable}, {words})")
    setup = ""
    if called.setup:
        bound.append(f"set_up = partial({called.setup}, {words})")
        setup = "set_up"
    made.setting_up += bound
    return Called("work", "awork" if called.awaitable else "", setup)


def _items(workload: Mapping[str, Any], made: Lines) -> None:
    made.setting_up.append(f"ITEMS = {_items_words(workload, made)}")


def _items_words(workload: Mapping[str, Any], made: Lines) -> str:
    items = workload.get("items")
    if isinstance(items, Mapping):
        kind, value = next(iter(items.items()))
        if kind == "range":
            return f"range({', '.join(str(number) for number in value)})"
        if kind == "glob":
            made.imports.add("from pathlib import Path")
            return f'sorted(str(path) for path in Path(".").glob({value!r}) if path.is_file())'
        if kind == "call":
            return f"list({_imported(str(value), made)}())"
        items = value
    if isinstance(items, Sequence) and not isinstance(items, str):
        return repr(list(items))
    count = items if isinstance(items, int) else _default_count(workload)
    ours = any("import" in line and line.endswith(", items") for line in made.imports)
    return f"items({count})" if ours else f"range({count})"


def _default_count(workload: Mapping[str, Any]) -> int:
    use = str(workload.get("use", "")).replace("-", "_")
    return workloads.load_spec(use).default_items if use in workloads.REGISTRY else 100


def _steps(one: Candidate, called: Called) -> Iterator[str]:
    if one.strategy in POOLS:
        return _pool(one, called)
    return _loop(one, called) if one.strategy == "asyncio" else _alone(called)


def _pool(one: Candidate, called: Called) -> Iterator[str]:
    ready = f", initializer={called.setup}" if called.setup else ""
    yield "def main():"
    yield f"    with {POOLS[one.strategy]}(max_workers={one.workers}{ready}) as pool:"
    if one.strategy == "threads":
        yield f"        return list(pool.map({called.plain}, ITEMS))"
        return
    size = one.chunk or f"max(len(ITEMS) // {PORTIONS * one.workers}, 1)"
    yield f"        return list(pool.map({called.plain}, ITEMS, chunksize={size}))"


def _loop(one: Candidate, called: Called) -> Iterator[str]:
    call = f"await {called.awaitable}(item)" if called.awaitable else f"{called.plain}(item)"
    yield "async def run():"
    yield f"    gate = asyncio.Semaphore({one.workers})"
    yield ""
    yield "    async def one(item):"
    yield "        async with gate:"
    yield f"            return {call}"
    yield ""
    yield "    return await asyncio.gather(*(one(item) for item in ITEMS))"
    yield ""
    yield ""
    yield "def main():"
    if called.setup:
        yield f"    {called.setup}()"
    yield "    return asyncio.run(run())"


def _alone(called: Called) -> Iterator[str]:
    yield "def main():"
    if called.setup:
        yield f"    {called.setup}()"
    yield f"    return [{called.plain}(item) for item in ITEMS]"


def _import_for(one: Candidate, called: Called, made: Lines) -> None:
    if one.strategy in POOLS:
        made.imports.add(f"from concurrent.futures import {POOLS[one.strategy]}")
    elif one.strategy == "asyncio":
        made.imports.add("import asyncio")
