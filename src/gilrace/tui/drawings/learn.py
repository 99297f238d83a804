"""The guide and the glossary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.guide import GLOSSARY, QUESTIONS, Advice, advice
from gilrace.tui.lines import BLANK, Line, Piece, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.tui.past import Past


@dataclass(frozen=True)
class LearnView:
    """Answers so far, and what this machine's last races said."""

    answers: tuple[int, ...] = (0, 1, 0)
    question: int = 0
    glossary: bool = False
    top: int = 0
    past: Mapping[str, Past] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()


def learn(view: LearnView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    where = line(Piece("GLOSSARY" if view.glossary else "LEARN", "headgold"))
    body = _glossary(cells) if view.glossary else _guide(view, cells, rows)
    top = min(view.top, max(len(body) - rows + 2, 0)) if view.glossary else 0
    return framed(header("gilrace", "which tool fits my problem?", where, cells), body[top:], view.keys, size)


def _guide(view: LearnView, cells: int, rows: int) -> list[Line]:
    drawn = [line(Piece(" answer with the arrow keys, then race the advice", "dim")), BLANK]
    for k, (question, choices) in enumerate(QUESTIONS):
        here = k == view.question
        drawn.append(line(Piece(f" {k + 1} ", "gold"), Piece(question, "strong" if here else "text")))
        drawn.append(_choices(choices, view.answers[k], here))
        drawn += [BLANK] if rows >= 28 else []
    found = advice(view.answers)
    drawn += [
        BLANK,
        rule("advice", cells),
        line(Piece(f" {found.tool}  ", "gold bold"), Piece(found.what, "strong")),
    ]
    for word in ("because", "beware", "second"):
        said = paragraph(getattr(found, word), cells - 12)
        drawn += [line(Piece(f"  {word if n == 0 else '':<9}", "dim"), row) for n, row in enumerate(said)]
    return [*drawn, BLANK, rule("see it", cells), *_see(found, view.past.get(found.scenario), cells)]


def _choices(choices: tuple[str, ...], chosen: int, here: bool) -> Line:
    pieces: list[Piece] = [Piece("    ")]
    for k, choice in enumerate(choices):
        ink = "cursor" if k == chosen and here else "gold" if k == chosen else "dim"
        pieces += [Piece(f"{'▶' if k == chosen else ' '} {choice} ", ink), Piece(" ")]
    return line(*pieces)


def _see(found: Advice, past: Past | None, cells: int) -> list[Line]:
    drawn = [line(Piece(" ⏎ ", "key", "enter"), Piece(f" race {found.scenario}", "text", "enter"))]
    if past is None or not past.runs:
        return [
            *drawn,
            line(Piece("    not raced here yet: race it to get this machine's own numbers", "dim")),
        ]
    return [
        *drawn,
        *[line("    ", row) for row in paragraph(f"here, {past.when}: {past.headline}", cells - 6)],
    ]


def _glossary(cells: int) -> list[Line]:
    drawn: list[Line] = []
    for word, meaning in GLOSSARY.items():
        rows = paragraph(meaning, cells - 15)
        drawn += [line(Piece(f" {word if k == 0 else '':<12}", "gold"), row) for k, row in enumerate(rows)]
    return drawn
