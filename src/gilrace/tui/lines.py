"""What a drawing is made of: lines of pieces of text, each with the role of its ink.

Drawings speak of roles ("good", "lane2"), never of colours, so one drawing serves every terminal,
and a test can read it as plain text.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size


class Piece(NamedTuple):
    """A run of text in one ink: a role with modifiers, as in ``"lane1 bold"``.

    ``act`` is the key that a click on it presses.
    """

    text: str
    ink: str = "text"
    act: str = ""


Line = tuple[Piece, ...]
BLANK: Line = ()
LEAST_TOLD = 15  # cells of a cut sentence that still say something


def line(*parts: str | Piece | Line) -> Line:
    """One line of pieces, lines and plain strings."""
    pieces: list[Piece] = []
    for part in parts:
        if isinstance(part, str):
            pieces.append(Piece(part))
        elif isinstance(part, Piece):
            pieces.append(part)
        else:
            pieces.extend(part)
    return tuple(piece for piece in pieces if piece.text)


def width(pieces: Line) -> int:
    """Cells a line takes."""
    return sum(cell_len(piece.text) for piece in pieces)


def plain(pieces: Line) -> str:
    """The words alone."""
    return "".join(piece.text for piece in pieces)


def fit(pieces: Line, cells: int, ink: str = "text") -> Line:
    """Exactly ``cells`` wide: cut with an ellipsis, or filled with blanks of that ink."""
    missing = cells - width(pieces)
    if missing == 0:
        return pieces
    if missing > 0:
        return (*pieces, Piece(" " * missing, ink))
    return _cut(pieces, cells)


def _cut(pieces: Line, cells: int) -> Line:
    kept: list[Piece] = []
    room = cells - 1
    for piece in pieces:
        length = cell_len(piece.text)
        if length > room:
            kept.append(piece._replace(text=set_cell_size(piece.text, max(room, 0)) + "…"[: max(cells, 0)]))
            break
        kept.append(piece)
        room -= length
    return tuple(kept)


def ends(left: Line, right: Line, cells: int, ink: str = "text") -> Line:
    """Left and right at the two ends of a line; the left gives way."""
    room = max(cells - width(right), 0)
    return (*fit(left, room, ink), *fit(right, cells - room, ink))


def beside(left: Iterable[Line], right: Iterable[Line], left_cells: int, gap: Line = ()) -> list[Line]:
    """Two columns; the shorter one is filled with blanks."""
    lefts, rights = list(left), list(right)
    rows = max(len(lefts), len(rights))
    lefts += [BLANK] * (rows - len(lefts))
    rights += [BLANK] * (rows - len(rights))
    return [(*fit(one, left_cells), *gap, *two) for one, two in zip(lefts, rights, strict=True)]


def rule(title: str, cells: int, ink: str = "dim") -> Line:
    """A titled line across."""
    if not title:
        return line(Piece("─" * cells, "faint"))
    rest = max(cells - cell_len(title) - 4, 0)
    return line(Piece("── ", "faint"), Piece(title, ink), Piece(" " + "─" * rest, "faint"))


def wrap(text: str, cells: int) -> list[str]:
    """Words in lines of at most that many cells; a number stays with its ``%``, an arrow with its aim."""
    glued = text.replace(" %", "\N{NO-BREAK SPACE}%").replace("→ ", "→\N{NO-BREAK SPACE}")
    rows = textwrap.wrap(glued, max(cells, 8), break_on_hyphens=False)
    return [row.replace("\N{NO-BREAK SPACE}", " ") for row in rows]


def clauses(text: str, cells: int, ends: str = ";:,") -> str:
    """As many clauses of a sentence as fit; of the first one, where it does not, as many words, if any do."""
    if cell_len(text) <= cells:
        return text
    places = [found.start() for found in re.finditer(f"[{ends}] ", text)]
    whole = next((text[:place] for place in reversed(places) if cell_len(text[:place]) <= cells), "")
    words = set_cell_size(text, max(cells - 1, 0)).rpartition(" ")[0]
    return whole or (f"{words}…" if cell_len(words) >= LEAST_TOLD else "")


def paragraph(text: str, cells: int, ink: str = "text") -> list[Line]:
    """Wrapped words as lines of one ink. A blank line in the text stays one."""
    rows: list[Line] = []
    for part in text.strip().split("\n\n"):
        rows += [BLANK] if rows else []
        rows += [line(Piece(row, ink)) for row in wrap(" ".join(part.split()), cells)]
    return rows


def column(text: str, cells: int, ink: str = "text", *, right: bool = False) -> Piece:
    """One cell of a table: padded or cut to its width."""
    length = cell_len(text)
    if length > cells:
        return Piece(set_cell_size(text, max(cells - 1, 0)) + "…"[:cells], ink)
    blanks = " " * (cells - length)
    return Piece(blanks + text if right else text + blanks, ink)


def squeezed(rows: Sequence[Line], count: int) -> list[Line]:
    """At most ``count`` lines: blank ones go first, then the last."""
    kept = list(rows)
    if len(kept) > count:
        kept = [row for row in kept if row != BLANK]
    return kept if len(kept) <= count else [*kept[: count - 1], line(*kept[count - 1], "…")]


def scrolled(rows: Sequence[Line], top: int, count: int) -> list[Line]:
    """``count`` lines from ``top`` on, as far down as there are any; the last one says that more follow."""
    if len(rows) <= count:
        return list(rows)
    first = min(max(top, 0), len(rows) - count)
    shown = list(rows[first : first + count])
    left = len(rows) - first - count
    if left:
        shown[-1] = line(Piece(f" ↓ {left + 1} more lines", "dim"))
    return shown


def page(rows: Iterable[Line], cells: int, count: int) -> list[Line]:
    """Exactly ``count`` lines, each exactly ``cells`` wide."""
    kept = list(rows)[:count]
    kept += [BLANK] * (count - len(kept))
    return [fit(row, cells) for row in kept]
