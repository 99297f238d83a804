"""Whether a user's function is there, without running any of the user's code."""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gilrace.scenario.problem import Flaw, nearest, shown

MOST_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A function's parameters after the item; None when they cannot be told or are open (``**settings``)."""

    parameters: tuple[str, ...] | None = None


def locate(place: str, folder: Path) -> Found:
    """The function of ``./file.py:function`` or ``module:function``. Raises Flaw."""
    where, _, name = place.rpartition(":")
    if not where or not name:
        raise Flaw(f"{shown(place)} names no function", "write ./file.py:function or module:function")
    if not all(part.isidentifier() for part in name.split(".")):
        raise Flaw(f"{shown(name)} is no function name", "write ./file.py:function or module:function")
    source = _file(where, folder) if where.endswith(".py") else _module(where, folder)
    return _function(source, name, where) if source is not None else Found()


def _file(where: str, folder: Path) -> Path:
    path = folder / where
    try:
        if path.is_file():
            return path
        siblings = [found.name for found in sorted(path.parent.glob("*.py"))[:100]]
    except (OSError, ValueError) as error:
        raise Flaw(f"{shown(where)} cannot be looked for: {error}", "check the path") from None
    hint = nearest(path.name, siblings) if siblings else "its path is relative to this scenario file"
    raise Flaw(f"there is no file {shown(where)}", hint)


def _module(name: str, folder: Path) -> Path | None:
    """The source of an importable module; None when it is there but has no source to read."""
    if not all(part.isidentifier() for part in name.split(".")):
        raise Flaw(f"{shown(name)} is no module name", "write ./file.py:function or package.module:function")
    top, *rest = name.split(".")
    spec = importlib.machinery.PathFinder.find_spec(top, [str(folder)]) or _importable(top)
    for depth in range(2, len(rest) + 2):
        whole = ".".join([top, *rest][:depth])
        if whole in sys.modules:
            return None
        if spec is None or spec.submodule_search_locations is None:
            spec = None
            break
        spec = importlib.machinery.PathFinder.find_spec(whole, list(spec.submodule_search_locations))
    if spec is None:
        hint = f"install it, or write ./{top}.py:function for a file beside this one"
        raise Flaw(f"there is no module {shown(name)}", hint)
    return Path(spec.origin) if spec.origin and spec.origin.endswith(".py") else None


def _importable(top: str) -> importlib.machinery.ModuleSpec | None:
    try:
        return importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None


def _function(path: Path, name: str, where: str) -> Found:
    tree = _parsed(path, where)
    names = dict(_defined(tree.body))
    first, _, rest = name.partition(".")
    if first not in names:
        if "*" in names or "__getattr__" in names:
            return Found()
        functions = [key for key, node in names.items() if isinstance(node, _FUNCTIONS)]
        raise Flaw(f"{where} has no function {shown(first)}", nearest(first, functions))
    node = names[first]
    return Found(_parameters(node)) if isinstance(node, _FUNCTIONS) and not rest else Found()


def functions_in(path: Path) -> tuple[str, ...]:
    """Functions a file defines, in its order; none where it cannot be read as Python."""
    try:
        names = dict(_defined(_parsed(path, path.name).body))
    except Flaw:
        return ()
    return tuple(name for name, node in names.items() if isinstance(node, _FUNCTIONS))


_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def _parsed(path: Path, where: str) -> ast.Module:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Flaw(f"{where} is over 2 MB", "name a file of source code")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(path.read_bytes())
    except SyntaxError as error:
        raise Flaw(f"{where} is not Python: {error.msg} in line {error.lineno}", "mend it first") from None
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        raise Flaw(f"{where} cannot be read: {error}", "check the file") from None


def _defined(body: list[ast.stmt]) -> Iterator[tuple[str, ast.AST]]:
    """Names a module may have once it is imported: also those in `if`, `try` and `with` blocks."""
    for node in body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name, node
            case ast.Import() | ast.ImportFrom():
                yield from ((alias.asname or alias.name.split(".")[0], node) for alias in node.names)
            case ast.Assign() | ast.AnnAssign():
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                stored = (part for target in targets for part in ast.walk(target))
                yield from ((part.id, node) for part in stored if isinstance(part, ast.Name))
            case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While():
                for block in ("body", "orelse", "finalbody", "handlers"):
                    yield from _defined(getattr(node, block, []))
            case ast.ExceptHandler():
                yield from _defined(node.body)


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...] | None:
    arguments = node.args
    if arguments.kwarg is not None:
        return None
    positional = [*arguments.posonlyargs, *arguments.args][1:]
    named = [one for one in positional if one not in arguments.posonlyargs]
    return tuple(one.arg for one in [*named, *arguments.kwonlyargs])
