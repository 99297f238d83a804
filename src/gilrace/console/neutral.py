"""Text of others made harmless: what a lane prints must not drive the terminal."""

from __future__ import annotations

import unicodedata

_ACTIVE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format (bidi), surrogate, ... line separators


def neutral(text: str) -> str:
    """One line with every control, format and unassigned character written out: ``\\x1b[2J``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_written(char) for char in text.replace("\t", "    "))


def neutral_lines(text: str) -> str:
    """The same for text of several lines, which stay lines."""
    return "\n".join(neutral(line) for line in text.split("\n"))


def _written(char: str) -> str:
    if unicodedata.category(char) not in _ACTIVE:
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
