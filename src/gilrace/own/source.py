"""A user's function as source code: found and parsed without running any of it."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass
from pathlib import Path

from gilrace.errors import InputError
from gilrace.scenario import functions
from gilrace.scenario.problem import Flaw

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Source:
    """A module's code, and the statement that makes the function; None where it is not made here."""

    path: Path
    tree: ast.Module
    name: str
    made_by: ast.stmt | None

    def at(self, node: ast.AST) -> str:
        """``file:line``."""
        return f"{self.path.name}:{getattr(node, 'lineno', 1)}"


def source_of(place: str, folder: Path) -> Source | None:
    """The source of ``./file.py:function``; None for an installed module. Raises InputError."""
    try:
        functions.locate(place, folder)
    except Flaw as flaw:
        raise InputError(flaw.message, advice=flaw.hint) from None
    where, _, name = place.rpartition(":")
    path = folder / where if where.endswith(".py") else folder / f"{where.replace('.', '/')}.py"
    if not path.is_file():
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tree = ast.parse(path.read_bytes())
    return Source(path, tree, name, _made_by(tree, name.partition(".")[0]))


def _made_by(tree: ast.Module, name: str) -> ast.stmt | None:
    for node in tree.body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name == name:
                return node
            case ast.Assign(targets=targets) if any(_is(target, name) for target in targets):
                return node
            case ast.AnnAssign(target=target) if _is(target, name):
                return node
    return None


def _is(target: ast.expr, name: str) -> bool:
    return isinstance(target, ast.Name) and target.id == name


def dotted(node: ast.expr) -> str:
    """``time.sleep`` of the expression; empty for what is no plain name."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        inner = dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return ""


def is_coroutine(place: str, folder: Path) -> bool:
    """Whether the function is an ``async def``, as far as its source tells. Raises InputError."""
    source = source_of(place, folder)
    return source is not None and isinstance(source.made_by, ast.AsyncFunctionDef)
