"""Columns of text, split into as many tables as the width asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gilrace.console.cells import padded, width_of

GAP = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A title and a cell a row."""

    title: str
    cells: tuple[str, ...]
    left: bool = False  # aligned; numbers stand right

    @property
    def width(self) -> int:
        return max(width_of(text) for text in (self.title, *self.cells))


def tables(key: Column, columns: Sequence[Column], width: int) -> list[str]:
    """Lines of one table or more, each starting with the key column; an empty line between them."""
    lines: list[str] = []
    for group in _groups(key, columns, width):
        lines += [*([""] if lines else []), *_lines([key, *group])]
    return lines


def _groups(key: Column, columns: Sequence[Column], width: int) -> Iterator[list[Column]]:
    group: list[Column] = []
    used = key.width
    for column in columns:
        if group and used + GAP + column.width > width:
            yield group
            group, used = [], key.width
        group.append(column)
        used += GAP + column.width
    if group:
        yield group


def _lines(columns: Sequence[Column]) -> list[str]:
    rows = zip(*((c.title, *c.cells) for c in columns), strict=True)
    return [
        (" " * GAP).join(padded(cell, c.width, c.left) for cell, c in zip(row, columns, strict=True)).rstrip()
        for row in rows
    ]
