"""Strategies that other distributions give, by entry points of the group ``gilrace.strategies``.

Found by reading metadata and source only: nothing of theirs is imported here, in the process with the
screen. Their code runs in lane hosts. The contract is told in `gilrace.engines`.
"""

from __future__ import annotations

import ast
import importlib.machinery
import importlib.util
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.strategies import REGISTRY

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "gilrace.strategies"
MOST_BYTES = 1_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Plugin:
    """A strategy of another distribution, as far as it can be told without importing it."""

    name: str
    function: str  # "package.module:function"
    distribution: str  # "name version"
    place: str = ""  # the folder in which its top-level module is
    letter: str = ""
    summary: str = ""
    options: Mapping[str, Any] = field(default_factory=dict, hash=False)  # lane settings with their defaults
    packages: tuple[str, ...] = ()  # what it imports that may not be there
    extras: tuple[str, ...] = ()  # of its distribution, which bring those
    problem: str = ""  # why it cannot race, "" when it can

    @property
    def missing(self) -> tuple[str, ...]:
        """Packages it needs that this interpreter does not have."""
        return tuple(name for name in self.packages if not _spec_of(name.partition(".")[0]))

    @property
    def remedy(self) -> str:
        """What to install where its packages are missing."""
        name = self.distribution.partition(" ")[0]
        return f"install {name}[{','.join(self.extras)}]" if self.extras else f"install what {name} needs"


class _UnusableError(Exception):
    """Why a plug-in cannot race."""


@cache
def found() -> dict[str, Plugin]:
    """Every strategy given by entry points, by name, in alphabetical order; broken ones say why."""
    from importlib.metadata import entry_points

    points: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        same = points.setdefault(point.name, [])
        if all(_owner(point) != _owner(other) or point.value != other.value for other in same):
            same.append(point)
    return {name: _plugin(name, points[name]) for name in sorted(points)}


def usable() -> dict[str, Plugin]:
    """Those of `found` that can be named as a lane."""
    return {name: plugin for name, plugin in found().items() if not plugin.problem}


def _owner(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "an unnamed distribution"


def _plugin(name: str, points: list[EntryPoint]) -> Plugin:
    point = points[0]
    bare = Plugin(name, point.value.partition("[")[0].strip(), _owner(point), extras=tuple(point.extras))
    try:
        _judge_name(name, points)
        return _read(bare)
    except _UnusableError as reason:
        return Plugin(name, bare.function, bare.distribution, problem=str(reason))


def _judge_name(name: str, points: list[EntryPoint]) -> None:
    owners = [_owner(point) for point in points]
    if name in REGISTRY:
        raise _UnusableError(
            f"{name} is a strategy of gilrace itself; {' and '.join(owners)} must give it another name"
        )
    if len(points) > 1:
        raise _UnusableError(f"{' and '.join(owners)} both give a strategy called {name}: remove one of them")
    if not _NAME.fullmatch(name):
        raise _UnusableError(
            f"{name!r} of {owners[0]} is no name for a strategy: small letters, digits and _ only"
        )


def _read(bare: Plugin) -> Plugin:
    module, _, function = bare.function.partition(":")
    if not function:
        raise _UnusableError(
            f"{bare.distribution} names no function in {bare.function!r}: write module:function"
        )
    top, source = _source_of(module, bare)
    place = str(Path(top).parent)
    if source is None:
        return Plugin(bare.name, bare.function, bare.distribution, place, bare.name[0].upper())
    tree = _tree(source, bare)
    values = dict(_literals(tree.body))
    if function.partition(".")[0] not in _names(tree.body):
        raise _UnusableError(f"{module} of {bare.distribution} has no function {function}")
    letter, options = values.get("LETTER", ""), values.get("OPTIONS", {})
    if not isinstance(letter, str) or not re.fullmatch("[A-Z]?", letter) or not isinstance(options, dict):
        raise _UnusableError(
            f"{module} of {bare.distribution}: LETTER is one capital letter, OPTIONS a mapping of defaults"
        )
    return Plugin(
        bare.name, bare.function, bare.distribution, place, letter or bare.name[0].upper(),
        (ast.get_docstring(tree) or "").partition("\n")[0].rstrip("."),
        options, tuple(values.get("PACKAGES", ())), bare.extras,
    )  # fmt: skip


def _source_of(module: str, bare: Plugin) -> tuple[str, Path | None]:
    """The top-level module's file or folder, and the module's source where it has one."""
    top, *rest = module.split(".")
    spec = first = _spec_of(top)
    for depth in range(2, len(rest) + 2):
        places = spec.submodule_search_locations if spec else None
        name = ".".join([top, *rest][:depth])
        spec = importlib.machinery.PathFinder.find_spec(name, list(places)) if places else None
    if spec is None or first is None:
        raise _UnusableError(f"{bare.distribution} names the module {module}, which is not there")
    folders = list(first.submodule_search_locations or ())
    origin = spec.origin if spec.origin and spec.origin.endswith(".py") else None
    return folders[0] if folders else str(first.origin), Path(origin) if origin else None


def _spec_of(top: str) -> importlib.machinery.ModuleSpec | None:
    try:
        return importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return None


def _tree(source: Path, bare: Plugin) -> ast.Module:
    try:
        if source.stat().st_size > MOST_BYTES:
            raise _UnusableError(
                f"{source.name} of {bare.distribution} is over 1 MB: too large for a strategy"
            )
        return ast.parse(source.read_bytes())
    except SyntaxError as error:
        raise _UnusableError(
            f"{source.name} of {bare.distribution} is not Python: {error.msg} in line {error.lineno}"
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise _UnusableError(f"{source.name} of {bare.distribution} cannot be read: {error}") from None


def _literals(body: Iterable[ast.stmt]) -> Iterable[tuple[str, Any]]:
    """Top-level ``NAME = literal`` assignments."""
    for node in body:
        targets = node.targets if isinstance(node, ast.Assign) else ()
        value = node.value if isinstance(node, (ast.Assign, ast.AnnAssign)) else None
        names = targets or ((node.target,) if isinstance(node, ast.AnnAssign) else ())
        for target in names:
            if isinstance(target, ast.Name) and value is not None:
                try:
                    yield target.id, ast.literal_eval(value)
                except ValueError:
                    continue


def _names(body: Iterable[ast.stmt]) -> set[str]:
    """What a module may have at its top level."""
    names = {node.id for part in body for node in ast.walk(part) if isinstance(node, ast.Name)}
    for part in body:
        for node in ast.walk(part):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                names.add(node.name)
            elif isinstance(node, (ast.Import, ast.ImportFrom)):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
    return names
