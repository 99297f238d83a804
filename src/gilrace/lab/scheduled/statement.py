"""What the source says of an instruction: its statement, and what may outlast it out of sight.

A value that was read but not stored lives on the interpreter's stack, mostly only as long as the statement
that reads it. The head of a compound statement (the test of a while, the items of a with) counts as a
statement of its own. What outlasts it: a value on its way out of a function, what a with or a for holds on
to, and how far a for has come, unless its variable tells that.

Some versions of Python write the test of a while twice, before the loop and at its end; both are one place.
"""

from __future__ import annotations

import ast
import dis
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import CodeType

Point = tuple[int, int]  # line, column
Span = tuple[int | None, int | None, int | None, int | None]  # first and last line, first and last column
WITHS = ("__enter__", "__exit__", "__aenter__", "__aexit__")
LOOPS = (ast.For, ast.AsyncFor)
GATHERING = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement, or the head of a compound one."""

    start: Point = (0, 0)
    end: Point = (0, 0)  # of the whole, its body included
    leaves: bool = False  # a value may be on its way out of the function
    holds: bool = False  # something is held on to until the end
    gathers: bool = False  # the same place may be come by again in one go
    round: int = 0  # the loop around it whose variable does not tell how far it has come; 0: none

    def outlasts(self, other: Statement) -> bool:
        """Whether something of it may still be around in another statement of the same function."""
        if self == other or self.leaves or (self.round and self.round == other.round):
            return True
        return self.holds and self.start <= other.start <= self.end


UNKNOWN = Statement(gathers=True)


@lru_cache(maxsize=4096)
def statement_of(code: CodeType, at: int) -> Statement:
    """The statement around the instruction at an offset; `UNKNOWN` where there is no source."""
    found = _statements(code.co_filename)
    line, _, column, _ = _span(code, at)
    number = bisect_right([one.start for one in found], (line or 0, column or 0)) - 1
    return found[number] if line is not None and number >= 0 else UNKNOWN


@lru_cache(maxsize=4096)
def calls_once(code: CodeType, at: int, name: str) -> bool:
    """Whether an instruction calls a function of that name itself, and not through another's hands."""
    return name in WITHS or name in _named(code.co_filename).get(_span(code, at), ())


@lru_cache(maxsize=4096)
def place_of(code: CodeType, at: int) -> int:
    """One offset for all that do the same: where an instruction begins, and of a test the first copy."""
    names = _names(code)
    start = max(offset for offset in names if offset <= max(at, 0))  # it may lie in an instruction's cache
    if names[start] == "PRECALL":  # 3.11 calls here or one further, as it has specialized the code or not
        start = min(offset for offset in names if offset > start)
    here = _span(code, start)
    if not any(_inside(here, test) for test in _tests(code.co_filename)):
        return start
    return min(o for o, name in names.items() if name == names[start] and _span(code, o) == here)


def _span(code: CodeType, at: int) -> Span:
    return _spans(code)[max(at, 0) // 2]


@lru_cache(maxsize=512)
def _spans(code: CodeType) -> tuple[Span, ...]:
    return tuple(code.co_positions())


@lru_cache(maxsize=512)
def _names(code: CodeType) -> dict[int, str]:
    return {one.offset: one.opname for one in dis.get_instructions(code)}


def _inside(here: Span, test: ast.expr) -> bool:
    line, end_line, column, end_column = here
    if line is None or end_line is None or column is None or end_column is None:
        return False
    return _start(test) <= (line, column) and (end_line, end_column) <= _end(test)


def _start(node: ast.stmt | ast.expr) -> Point:
    return node.lineno, node.col_offset


def _end(node: ast.stmt | ast.expr) -> Point:
    return node.end_lineno or 0, node.end_col_offset or 0


@lru_cache(maxsize=64)
def _statements(file: str) -> tuple[Statement, ...]:
    """All of a file, in order."""
    return tuple(sorted(_below(_tree(file), 0), key=lambda one: one.start))


def _below(node: ast.AST, turn: int) -> Iterator[Statement]:
    for child in ast.iter_child_nodes(node):
        inner = turn
        if isinstance(child, ast.stmt):
            inner = _turn(child, turn)
            yield _statement(child, inner)
        yield from _below(child, inner)


def _turn(node: ast.stmt, turn: int) -> int:
    """Which loop everything in a statement goes round with."""
    if isinstance(node, LOOPS):
        return turn or (0 if _tells(node.iter) else node.lineno * 1000 + node.col_offset)
    return 0 if isinstance(node, (*SCOPES, ast.While)) else turn


def _statement(node: ast.stmt, turn: int) -> Statement:
    gathers = any(isinstance(one, GATHERING) for one in _head(node))
    holds = isinstance(node, (ast.With, ast.AsyncWith, *LOOPS))
    leaves = isinstance(node, ast.Return)
    return Statement(_start(node), _end(node), leaves, holds, gathers or turn > 0, turn)


def _head(node: ast.AST) -> Iterator[ast.AST]:
    """What belongs to a statement, but not to the statements in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.stmt):
            yield child
            yield from _head(child)


def _tells(iterated: ast.expr) -> bool:
    """Whether a loop's variable says how far it has come: no value comes twice."""
    if isinstance(iterated, ast.Call):
        return isinstance(iterated.func, ast.Name) and iterated.func.id in ("range", "enumerate")
    if not isinstance(iterated, ast.Tuple | ast.List):
        return False
    values = [item.value for item in iterated.elts if isinstance(item, ast.Constant)]
    return len(values) == len(iterated.elts) == len(set(values))


@lru_cache(maxsize=64)
def _named(file: str) -> dict[Span, set[str]]:
    """Of every call and attribute the names of what it calls."""
    found: dict[Span, set[str]] = {}
    for node in ast.walk(_tree(file)):
        if isinstance(node, ast.Call | ast.Attribute | ast.Await):
            span = node.lineno, node.end_lineno, node.col_offset, node.end_col_offset
            found.setdefault(span, set()).add(_called(node))
    return found


def _called(node: ast.expr) -> str:
    if isinstance(node, ast.Await):
        return _called(node.value)
    if isinstance(node, ast.Call):
        return _called(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


@lru_cache(maxsize=64)
def _tests(file: str) -> tuple[ast.expr, ...]:
    """Tests of while; not in a finally, whose copies go on in different ways."""
    nodes = list(ast.walk(_tree(file)))
    last = [one for node in nodes if isinstance(node, ast.Try) for one in node.finalbody]
    copied = {id(node) for one in last for node in ast.walk(one)}
    return tuple(node.test for node in nodes if isinstance(node, ast.While) and id(node) not in copied)


@lru_cache(maxsize=64)
def _tree(file: str) -> ast.AST:
    try:
        return ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ast.Module([], [])
