"""Building HTML and SVG so that nothing from a race can break out of it: plain text is always escaped.

Only `element` makes `Markup`; a plain ``str`` inside it becomes text. Characters that are not allowed in XML,
or that turn or hide text, are written out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_ACTIVE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # control, format (bidi), surrogate, ... line separators
_VOID = frozenset({"br", "meta", "link", "hr"})
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


class Markup(str):
    """Text that is HTML or SVG already."""

    __slots__ = ()


def element(name: str, /, *inner: str, **attributes: object) -> Markup:
    """An element. ``class_`` is class, ``stroke_width`` is stroke-width; attributes of None are left out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if not inner and name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{joined(inner)}</{name}>")


def joined(parts: Iterable[str]) -> Markup:
    """Parts in a row; plain text among them is escaped."""
    return Markup("".join(part if isinstance(part, Markup) else escaped(part) for part in parts))


def escaped(text: str) -> Markup:
    """Plain text as markup."""
    return Markup(visible(text, keep="\n\t").translate(_ESCAPES))


def visible(text: str, keep: str = "") -> str:
    """The text with control, format and unassigned characters written out as ``\\u001b``."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(c if c in keep or unicodedata.category(c) not in _ACTIVE else _written(c) for c in text)


def _written(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"


def _value(value: object) -> str:
    """Numbers with at most two decimals: a hundredth of a pixel."""
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return escaped(str(value))
