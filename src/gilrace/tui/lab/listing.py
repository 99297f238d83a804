"""The lines of a demo's file that matter: the functions its actors are in."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Listing:
    """A file's text and where its functions are. Lines count from 1."""

    file: str = ""
    text: tuple[str, ...] = ()
    functions: tuple[tuple[int, int], ...] = ()  # first and last line of each, outer ones first

    def line(self, number: int) -> str:
        """One line; empty beyond the end."""
        return self.text[number - 1] if 0 < number <= len(self.text) else ""

    def around(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """The lines of the innermost functions that hold these lines, in order; 0 stands for a gap."""
        spans = sorted({span for span in map(self._span, numbers) if span is not None})
        found: list[int] = []
        for first, last in spans:
            if found and first > found[-1] + 1:
                found.append(0)
            found += [n for n in range(first, last + 1) if n not in found]
        return tuple(found)

    def _span(self, number: int) -> tuple[int, int] | None:
        holding = [span for span in self.functions if span[0] <= number <= span[1]]
        return min(holding, key=lambda span: span[1] - span[0], default=None)


NOTHING = Listing()


def read(file: str) -> Listing:
    """The listing of a file; an empty one when it cannot be read."""
    try:
        source = Path(file).read_text("utf-8")
        tree = ast.parse(source)
    except (OSError, ValueError, SyntaxError):
        return Listing(file)
    spans = [
        (min([node.lineno, *(d.lineno for d in node.decorator_list)]), node.end_lineno or node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return Listing(file, tuple(source.splitlines()), tuple(sorted(spans)))


def characters(text: str, column: int) -> int:
    """The character at a column that counts UTF-8 bytes, as Python's positions do."""
    return len(text.encode()[:column].decode("utf-8", "ignore"))
