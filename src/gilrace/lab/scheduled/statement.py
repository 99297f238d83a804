"""Which statement an instruction belongs to.

A value that was read but not stored lives only as long as the statement that reads it. The head of a
compound statement (the test of a while, the items of a with) counts as a statement of its own.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from types import CodeType


@lru_cache(maxsize=4096)
def statement_of(code: CodeType, at: int) -> int:
    """A number for the statement around the instruction at an offset; -1 where there is no source."""
    starts = _starts(code.co_filename)
    positions = list(code.co_positions())
    line, _, column, _ = positions[max(at, 0) // 2]
    if not starts or line is None:
        return -1
    return bisect_right(starts, (line, column or 0))


@lru_cache(maxsize=64)
def _starts(file: str) -> tuple[tuple[int, int], ...]:
    """Where statements begin, in order."""
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return ()
    return tuple(sorted((n.lineno, n.col_offset) for n in ast.walk(tree) if isinstance(n, ast.stmt)))
