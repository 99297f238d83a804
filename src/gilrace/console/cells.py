"""How wide text is on a terminal: wide characters take two cells, combining ones none."""

from __future__ import annotations

import unicodedata


def width_of(text: str) -> int:
    """Cells a line takes."""
    return len(text) if text.isascii() else sum(_cells(char) for char in text)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def clipped(text: str, width: int, mark: str = "…") -> str:
    """The text, cut to that many cells; a cut ends with the mark."""
    if width_of(text) <= width:
        return text
    kept, used = "", 0
    for char in text:
        used += _cells(char)
        if used > width - len(mark):
            break
        kept += char
    return (kept + mark)[: max(width, 0)]


def padded(text: str, width: int, left: bool = True) -> str:
    """The text, filled with spaces to that many cells."""
    space = " " * max(width - width_of(text), 0)
    return text + space if left else space + text
