"""Before a scenario from elsewhere runs its code: what it does, and what can be said to that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.lines import BLANK, Line, Piece, line, paragraph

if TYPE_CHECKING:
    from gilrace.own.trust import Doubt


@dataclass(frozen=True)
class TrustView:
    """What is asked."""

    doubt: Doubt
    keys: tuple[Key, ...] = ()


def trust(view: TrustView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    found, room = view.doubt, min(cells - 6, 90)
    answers = (
        ("y", "Let it, as it is now"),
        ("f", f"Let it, and all in {found.folder}"),
        ("n", "Leave it alone"),
    )
    body = [*paragraph(f"{found.scenario.path}: {found.reason}.", room, "strong"), BLANK]
    for deed in found.deeds:
        body += paragraph(f"It {deed.what}.", room, "warn")
    body.append(BLANK)
    for key, words in answers:
        first, *rest = paragraph(words, room - 4)
        body += [line(Piece(f"  {key} ", "key", key), " ", first), *(line("     ", row) for row in rest)]
    told = "Built-in work needs no answer. This is asked once: the answer is remembered."
    body += [BLANK, *paragraph(told, room, "dim")]
    above = max((rows - 2 - len(body)) // 3, 0)
    top = header(found.scenario.name, "", line(Piece("RUN ITS CODE?", "headwarn")), cells)
    return framed(top, [BLANK] * above + [line("   ", row) for row in body], view.keys, size)
