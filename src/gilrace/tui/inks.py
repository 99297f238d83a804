"""What the roles of a drawing look like: a table per theme. Meaning never rests on colour alone.

The two big themes use numbers of the xterm-256 palette, which every such terminal shows alike. The
``ansi`` theme uses only the sixteen colours that a terminal's owner has chosen; ``mono`` uses none.
Hues follow Okabe and Ito's idea: told apart by people who see red and green alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from rich.style import Style

LANES = 8  # lane inks: lane0 .. lane7


@dataclass(frozen=True)
class Ink:
    """A theme: a Rich style for each role, and the page behind all of them."""

    name: str
    dark: bool
    page: str  # background of everything, "" = the terminal's own
    roles: Mapping[str, str]

    def style(self, ink: str) -> Style:
        """The style of a role with modifiers (``"lane1 bold"``). Raises KeyError for an unknown role."""
        return _style(self.name, ink)


def _numbers(text: int, dim: int, faint: int, lanes: tuple[int, ...], **roles: str) -> dict[str, str]:
    numbered = {"text": text, "dim": dim, "faint": faint} | {f"lane{k}": n for k, n in enumerate(lanes)}
    return {role: f"color({number})" for role, number in numbered.items()} | roles


DARK = Ink(
    "dark", True, "color(233)",
    _numbers(
        252, 246, 240, (250, 215, 75, 176, 78, 221, 80, 203),
        strong="color(255) bold", gold="color(221)", good="color(78)", warn="color(215)", bad="color(203)",
        head="color(252) on color(236)", headgold="color(221) bold on color(236)",
        headwarn="color(215) bold on color(236)",
        key="color(221) bold on color(234)", foot="color(252) on color(234)",
        cursor="color(232) on color(252)",
        field="color(255) on color(236)",
    ),
)  # fmt: skip

LIGHT = Ink(
    "light", False, "color(255)",
    _numbers(
        235, 241, 249, (240, 130, 25, 127, 29, 94, 30, 160),
        strong="color(232) bold", gold="color(94)", good="color(29)", warn="color(130)", bad="color(160)",
        head="color(235) on color(252)", headgold="color(94) bold on color(252)",
        headwarn="color(130) bold on color(252)",
        key="color(94) bold on color(254)", foot="color(235) on color(254)",
        cursor="color(255) on color(238)",
        field="color(232) on color(252)",
    ),
)  # fmt: skip

ANSI = Ink(
    "ansi", True, "",
    {
        "text": "default", "dim": "default", "faint": "bright_black", "strong": "default bold",
        "gold": "yellow",
        "good": "green", "warn": "yellow bold", "bad": "red bold",
        "lane0": "default", "lane1": "yellow", "lane2": "bright_blue", "lane3": "magenta", "lane4": "green",
        "lane5": "cyan", "lane6": "bright_cyan", "lane7": "red",
        "head": "default reverse", "headgold": "default bold reverse", "headwarn": "default bold reverse",
        "key": "yellow bold", "foot": "default", "cursor": "default reverse", "field": "default underline",
    },
)  # fmt: skip

MONO = Ink(
    "mono", True, "",
    {
        "text": "", "dim": "", "faint": "", "strong": "bold", "gold": "bold", "good": "bold", "warn": "bold",
        "bad": "bold", **{f"lane{k}": "" for k in range(LANES)},
        "head": "reverse", "headgold": "bold reverse", "headwarn": "bold reverse", "key": "bold", "foot": "",
        "cursor": "reverse", "field": "underline",
    },
)  # fmt: skip

INKS: Mapping[str, Ink] = {ink.name: ink for ink in (DARK, LIGHT, ANSI, MONO)}


@lru_cache(2048)
def _style(name: str, ink: str) -> Style:
    theme = INKS[name]
    role, *modifiers = ink.split()
    style = Style.parse(theme.roles[role] or "none")
    if "fill" in modifiers:  # text written on the role's colour, as a letter inside a bar
        style = Style.parse("reverse") + style + Style.parse("bold")
    if "under" in modifiers:
        style += Style.parse("underline")
    if "bold" in modifiers:
        style += Style.parse("bold")
    if theme.page and style.bgcolor is None:
        style = Style.parse(f"on {theme.page}") + style
    return style
