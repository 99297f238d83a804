"""Signs for terminals that lack some: drawings use the full set, and a table replaces sign by sign.

Every replacement is one cell wide, so nothing moves.
"""

from __future__ import annotations

from collections.abc import Mapping

_TURNING = (0x061C, *range(0x200B, 0x2010), *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
CONTROLS = {
    **dict.fromkeys((*range(32), *range(127, 160)), "·"),
    **dict.fromkeys(_TURNING, ""),  # no cells wide: marks that turn, hide or break text
    **dict.fromkeys(range(0xD800, 0xE000), "?"),  # halves of characters, which no terminal takes
}

_BASIC = {
    "⚑": "►", "✓": "√", "▶": "►", "✗": "x", "▲": "!", "◌": "○", "◔": "o", "◷": "o",
    "▏": " ", "▎": "▌", "▍": "▌", "▋": "█", "▊": "█", "▉": "█",
    "▁": "_", "▂": "_", "▃": "▄", "▅": "▄", "▆": "█", "▇": "█",
    "━": "=", "╌": "-", "╎": "¦", "⏎": "┘", "■": "█", "●": "•", "…": "~", "╸": "-",
}  # fmt: skip

_ASCII = {
    "⚑": ">", "✓": "+", "▶": ">", "✗": "x", "▲": "!", "○": ".", "●": "*", "◌": "o", "◔": "s", "◷": "w",
    "█": "#", "▉": "#", "▊": "#", "▋": "#", "▌": "-", "▍": "-", "▎": "-", "▏": "-", "■": "#", "▐": "#",
    "▀": "#",
    "▄": "=", "▁": ".", "▂": ".", "▃": ":", "▅": "=", "▆": "#", "▇": "#",
    "░": ":", "▒": "%", "▓": "&", "·": ".", "─": "-", "━": "=", "╌": "-", "╸": "-", "│": "|", "╎": ":",
    "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┴": "+", "┬": "+", "┼": "+",
    "×": "x", "±": "~", "µ": "u", "≈": "~", "…": "~", "–": "-", "—": "-", "≥": ">", "≤": "<",
    "→": ">", "←": "<", "↑": "^", "↓": "v", "⏎": "~", "“": '"', "”": '"', "’": "'", "∞": "8", "►": ">",
}  # fmt: skip

SETS: Mapping[str, Mapping[str, str]] = {"full": {}, "basic": _BASIC, "ascii": _ASCII}


def in_set(text: str, name: str) -> str:
    """The text in a set of signs, free of control characters; what ASCII lacks becomes ``?``."""
    text = text.translate(CONTROLS)
    if name == "full" or text.isascii():
        return text.translate(_translation("ascii")) if name == "ascii" else text
    text = text.translate(_translation(name))
    return "".join(sign if sign.isascii() else "?" for sign in text) if name == "ascii" else text


def _translation(name: str) -> dict[int, str]:
    return _TABLES[name]


_TABLES = {name: {ord(sign): other for sign, other in table.items()} for name, table in SETS.items()}
