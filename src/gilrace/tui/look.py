"""How this terminal is drawn on: theme, signs, movement. Turns a drawing's lines into Rich segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rich.segment import Segment
from rich.style import Style

from gilrace.tui.drawings.bars import LOWER
from gilrace.tui.glyphs import in_set
from gilrace.tui.inks import ANSI, DARK, INKS, LIGHT, MONO, Ink

if TYPE_CHECKING:
    from gilrace.tui.lines import Line

FRAMES_PER_S = {"racing": 4, "replay": 12, "reduced": 2}


@dataclass(frozen=True)
class Look:
    """The choices that a terminal and a person make together."""

    ink: Ink = DARK
    glyphs: str = "full"
    reduced_motion: bool = False

    def segments(self, pieces: Line) -> list[Segment]:
        """A line of a drawing, ready to be shown."""
        return [Segment(self._text(text, ink), self._style(ink, act)) for text, ink, act in pieces]

    def _text(self, text: str, ink: str) -> str:
        """The signs for it; where no colour tells bars apart, they leave a gap to the row above."""
        lower = self.ink is MONO and ink.endswith(" bar")
        return in_set(text.translate(LOWER) if lower else text, self.glyphs)

    def _style(self, ink: str, act: str) -> Style:
        style = self.ink.style(ink)
        return style + Style(meta={"act": act}) if act else style

    def fps(self, mode: str) -> int:
        """Frames a second while ``racing`` or in a ``replay``."""
        return FRAMES_PER_S["reduced" if self.reduced_motion else mode]

    def with_theme(self, name: str) -> Look:
        """The same look in another theme. Raises KeyError."""
        return replace(self, ink=INKS[name])


def choose(
    environ: Mapping[str, str],
    colours: str | None,
    *,
    theme: str = "auto",
    glyphs: str = "auto",
    reduced_motion: bool = False,
) -> Look:
    """The look that suits a terminal. ``colours`` is Rich's name: standard, 256, truecolor, None."""
    ink = INKS.get(theme) or _theme_for(environ, colours)
    if environ.get("NO_COLOR"):
        ink = MONO
    elif colours in (None, "standard") and ink in (DARK, LIGHT):
        ink = ANSI if colours else MONO
    return Look(ink, glyphs if glyphs != "auto" else _glyphs_for(environ), reduced_motion)


def _theme_for(environ: Mapping[str, str], colours: str | None) -> Ink:
    background = environ.get("COLORFGBG", "").rpartition(";")[2]
    if colours in (None, "standard"):
        return ANSI if colours else MONO
    return LIGHT if background in ("7", "15") else DARK


def _glyphs_for(environ: Mapping[str, str]) -> str:
    if environ.get("TERM", "") == "linux":
        return "basic"
    charset = next((environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(name)), "UTF-8")
    return "full" if "UTF" in charset.upper() or charset in ("C.utf8",) else "ascii"


def texts(rows: Sequence[Line], glyphs: str = "full") -> list[str]:
    """The plain words of a drawing in a set of signs: for tests, copying and paper."""
    return [in_set("".join(piece.text for piece in row), glyphs).rstrip() for row in rows]
