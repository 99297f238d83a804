"""The help: keys of the screen it was called from, keys that work everywhere, and the signs."""

from __future__ import annotations

from dataclasses import dataclass

from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lines import BLANK, Line, Piece, beside, line, scrolled

LEGEND = (
    ("✓ ▶ ○ ✗", "done, runs, waits, failed"),
    ("S T P A", "a lane; its letter in a bar:"),
    ("", "where it was by then"),
    ("●", "a worker runs"),
    ("◌", "waits for the GIL"),
    ("▒", "waits for a lock"),
    ("◷", "waits for I/O, or sleeps"),
    ("◔", "starts"),
    ("·", "is idle"),
    ("▲", "read this"),
    ("", ""),
    ("", "in timelines:"),
    ("█ ░ ▒", "runs, GIL wait, lock wait"),
    ("╌ ▓ ·", "waits, start-up, idle"),
)


@dataclass(frozen=True)
class HelpView:
    """Which keys are listed, and from where."""

    part: str
    own: tuple[tuple[str, str], ...] = ()  # (keys, what they do)
    everywhere: tuple[tuple[str, str], ...] = ()
    top: int = 0
    keys: tuple[Key, ...] = ()


def help_page(view: HelpView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    top = header("gilrace", "", line(Piece("HELP", "headgold")), cells)
    return framed(top, scrolled(_told(view, cells), view.top, rows - 2), view.keys, size)


def lowest(view: HelpView, size: tuple[int, int]) -> int:
    """How far down it can be scrolled at that size."""
    return max(len(_told(view, size[0])) - (size[1] - 2), 0)


def _told(view: HelpView, cells: int) -> list[Line]:
    left = [line(Piece(f" {view.part}", "gold")), *_keys(view.own), BLANK]
    left += [
        line(Piece(" everywhere", "gold")),
        *_keys(view.everywhere),
        _pair("ctrl+p", "all commands, fuzzy"),
    ]
    right = [line(Piece("signs, never colour alone", "gold"))]
    right += [line(Piece(f"{sign:<8}", "strong"), Piece(f"{words}", "text")) for sign, words in LEGEND]
    if cells < 76:
        return [*left, BLANK, *[line(" ", row) for row in right]]
    return beside(left, right, cells - 38 if cells < 100 else cells // 2, (Piece(" "),))


def _keys(pairs: tuple[tuple[str, str], ...]) -> list[Line]:
    return [_pair(*pair) for pair in pairs]


def _pair(keys: str, words: str) -> Line:
    return line(Piece(f" {keys:<9}", "strong"), Piece(f" {words}", "text"))
