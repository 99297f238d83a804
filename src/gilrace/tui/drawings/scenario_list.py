"""The browser's list: scenarios by kind, with their lanes and how long they took here, as far as it fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

from gilrace.analysis import units
from gilrace.tui.lines import Line, Piece, column, fit, line
from gilrace.tui.menu import KINDS, Entry
from gilrace.tui.past import Past

NEVER = Past()
MARK = 3  # cells before a name
LEAST_NAME = 16
STEPPED = "step by step"
LEAST_ABOUT = 9  # "✗ line 14"


class Columns(NamedTuple):
    """Cells of each column; what has none is left out."""

    name: int
    letters: int
    took: int
    spaced: bool  # letters with blanks between them

    @property
    def about(self) -> int:
        """Cells right of the names."""
        least = len(STEPPED) if self.spaced else LEAST_ABOUT
        return max(self.letters + (self.took + 1 if self.took else 0), least)


@dataclass(frozen=True)
class Listing:
    """What is listed, and where the cursor is."""

    entries: Sequence[Entry]
    chosen: int
    past: Mapping[str, Past]  # by scenario name

    def took(self, entry: Entry) -> str:
        """How long its last race took, roughly; empty where it never ran."""
        past = self.past.get(entry.name, NEVER)
        return units.roughly(past.took_ns) if past.took_ns else ""


def scenario_list(of: Listing, cells: int, rows: int) -> list[Line]:
    """The rows around the chosen entry."""
    columns = _columns(of, cells)
    drawn: list[Line] = []
    at, kind = 0, ""
    for k, entry in enumerate(of.entries):
        if entry.kind != kind:
            kind = entry.kind
            drawn.append(_heading(KINDS[kind], cells))
        if k == of.chosen:
            at = len(drawn)
        drawn.append(_item(entry, of.took(entry), k == of.chosen, columns, cells))
    first = min(max(at - rows // 2, 0), max(len(drawn) - rows, 0))
    return drawn[first : first + rows]


def _columns(of: Listing, cells: int) -> Columns:
    """The first of three layouts that leaves names enough room: all, letters close together, no times."""
    longest = max((cell_len(entry.name) for entry in of.entries), default=LEAST_NAME)
    letters = max((len(entry.letters) for entry in of.entries), default=0)
    took = max((len(of.took(entry)) for entry in of.entries), default=0)
    layouts = (
        (longest, Columns(0, letters, took, True)),
        (min(longest, LEAST_NAME), Columns(0, letters // 2 + 1, took, False)),
        (0, Columns(0, letters // 2 + 1, 0, False)),
    )
    room = cells - MARK - 2
    found = next(one for least, one in layouts if room - one.about >= least)
    return found._replace(name=room - found.about)


def _heading(title: str, cells: int) -> Line:
    return line(Piece(f" {title} ", "gold"), Piece("─" * max(cells - len(title) - 2, 0), "faint"))


def _item(entry: Entry, took: str, chosen: bool, columns: Columns, cells: int) -> Line:
    about = _about(entry, took, columns)
    if chosen:
        text = f" ▶ {column(entry.name, columns.name).text} {about}"
        return fit(line(Piece(text, "cursor")), cells, "cursor")
    broken = entry.kind == "broken"
    name = column(entry.name, columns.name, "bad" if broken else "text")
    return line(Piece(" " * MARK), name, Piece(f" {about}", "bad" if broken else "dim"))


def _about(entry: Entry, took: str, columns: Columns) -> str:
    """Its lanes and its time; of a demo that it is stepped, of a broken file the line to mend."""
    if entry.kind == "broken":
        return f"✗ line {entry.line}"
    if not entry.can_race:
        return STEPPED if columns.about >= len(STEPPED) else "steps"
    letters = entry.letters if columns.spaced else entry.letters.replace(" ", "")
    return f"{letters:<{columns.letters}} {took:>{columns.took}}" if columns.took else letters
