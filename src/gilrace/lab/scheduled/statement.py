"""Which statement an instruction belongs to, and where in the source it is.

A value that was read but not stored lives only as long as the statement that reads it. The head of a
compound statement (the test of a while, the items of a with) counts as a statement of its own.

Some versions of Python write the test of a while twice, before the loop and at its end; both are one place.
"""

from __future__ import annotations

import ast
import dis
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from types import CodeType

Span = tuple[int | None, int | None, int | None, int | None]


@lru_cache(maxsize=4096)
def statement_of(code: CodeType, at: int) -> int:
    """A number for the statement around the instruction at an offset; -1 where there is no source."""
    starts = _starts(code.co_filename)
    positions = list(code.co_positions())
    line, _, column, _ = positions[max(at, 0) // 2]
    if not starts or line is None:
        return -1
    return bisect_right(starts, (line, column or 0))


@lru_cache(maxsize=4096)
def place_of_test(code: CodeType, at: int) -> int:
    """The first of the instructions that do the same part of a while's test; others are their own."""
    positions = list(code.co_positions())
    here = positions[max(at, 0) // 2]
    if not any(_inside(here, test) for test in _tests(code.co_filename)):
        return at
    names = _names(code)
    name = names[max(offset for offset in names if offset <= at)]  # it may lie in an instruction's cache
    alike = [offset for offset, other in names.items() if other == name and positions[offset // 2] == here]
    return min(alike)


@lru_cache(maxsize=512)
def _names(code: CodeType) -> dict[int, str]:
    return {one.offset: one.opname for one in dis.get_instructions(code)}


def _inside(here: Span, test: tuple[int, int, int, int]) -> bool:
    line, end_line, column, end_column = here
    if line is None or end_line is None or column is None or end_column is None:
        return False
    return test[:2] <= (line, column) and (end_line, end_column) <= test[2:]


@lru_cache(maxsize=64)
def _starts(file: str) -> tuple[tuple[int, int], ...]:
    """Where statements begin, in order."""
    return tuple(sorted((n.lineno, n.col_offset) for n in _nodes(file) if isinstance(n, ast.stmt)))


@lru_cache(maxsize=64)
def _tests(file: str) -> tuple[tuple[int, int, int, int], ...]:
    """Where tests of while are; not in a finally, whose copies go on in different ways."""
    copied = {
        id(below)
        for node in _nodes(file)
        if isinstance(node, ast.Try)
        for last in node.finalbody
        for below in ast.walk(last)
    }
    whiles = [node.test for node in _nodes(file) if isinstance(node, ast.While) and id(node) not in copied]
    return tuple((n.lineno, n.col_offset, n.end_lineno or 0, n.end_col_offset or 0) for n in whiles)


@lru_cache(maxsize=64)
def _nodes(file: str) -> tuple[ast.AST, ...]:
    try:
        return tuple(ast.walk(ast.parse(Path(file).read_bytes())))
    except (OSError, SyntaxError, ValueError):
        return ()
