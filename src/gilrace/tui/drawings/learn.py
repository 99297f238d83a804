"""The guide, the table of rules beside measurements, and the glossary. Each line leads to what shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.guide.evidence import AGREES, DISAGREES, LEVEL, UNKNOWN
from gilrace.tui.drawings.frame import Key, framed, header
from gilrace.tui.guide import GLOSSARY, QUESTIONS, Advice, Claim, advice
from gilrace.tui.lines import BLANK, Line, Piece, column, ends, fit, line, paragraph, rule

if TYPE_CHECKING:
    from gilrace.guide.evidence import Evidence
    from gilrace.tui.past import Past

PAGES = ("guide", "table", "glossary")
TITLES = {"guide": "LEARN", "table": "RULES AND RACES", "glossary": "GLOSSARY"}
ABOUT = {
    "guide": "which tool fits my problem?",
    "table": "rules of thumb, and what this machine says",
    "glossary": "what the words mean",
}
CLAIMS = ("", "because", "beware", "second")  # the rows under the questions; the first is the advice itself
STATUS = {
    AGREES: ("✓ agrees", "good"),
    LEVEL: ("= level in front", "text"),
    DISAGREES: ("▲ disagrees", "warn"),
    UNKNOWN: ("· not raced here", "dim"),
}


@dataclass(frozen=True)
class LearnView:
    """Where the person is, the answers so far, and what this machine's last races said."""

    answers: tuple[int, ...] = (0, 1, 0)
    page: str = "guide"  # one of PAGES
    row: int = 0  # of the page: what Enter races
    evidence: Sequence[Evidence] = ()
    past: Mapping[str, Past] = field(default_factory=dict)
    keys: tuple[Key, ...] = ()


def learn(view: LearnView, size: tuple[int, int]) -> list[Line]:
    """The whole screen."""
    cells, rows = size
    top = header("gilrace", ABOUT[view.page], line(Piece(TITLES[view.page], "headgold")), cells)
    return framed(top, _PAGES[view.page](view, cells, rows - 2), view.keys, size)


def count(view: LearnView) -> int:
    """Rows that the cursor may stand on."""
    sizes = {"table": len(view.evidence), "glossary": len(GLOSSARY)}
    return sizes.get(view.page, len(QUESTIONS) + len(CLAIMS))


def shown_by(view: LearnView) -> str:
    """The scenario that shows what the cursor stands on."""
    if view.page == "table":
        return view.evidence[view.row].rule.scenario if view.evidence else ""
    if view.page == "glossary":
        return GLOSSARY[view.row].scenario
    return _claim(advice(view.answers), max(view.row - len(QUESTIONS), 0)).scenario


def _claim(found: Advice, number: int) -> Claim:
    return (found.what, found.because, found.beware, found.second)[number]


def _guide(view: LearnView, cells: int, rows: int) -> list[Line]:
    """Questions, advice, and the race of the row that the cursor stands on."""
    airy, gap = rows >= 26, [BLANK] if rows >= 22 else []
    blocks = [[line(Piece(" answer with the arrow keys, then race the advice", "dim"))] if gap else []]
    for k, (question, choices) in enumerate(QUESTIONS):
        here = k == view.row
        asked = line(Piece(f" {k + 1} ", "gold"), Piece(question, "strong" if here else "text"))
        blocks.append([*[BLANK] * airy, asked, _choices(choices, view.answers[k], here)])
    found, claims = advice(view.answers), range(len(CLAIMS))
    said = [_advised(found, k, k + len(QUESTIONS) == view.row, cells) for k in claims]
    blocks += [[*gap, rule("advice", cells), *said[0]], *said[1:]]
    blocks.append([*gap, rule("see it", cells), *_see(view, cells)])
    return _around(blocks, view.row + 1, rows)


def _choices(choices: tuple[str, ...], chosen: int, here: bool) -> Line:
    pieces: list[Piece] = [Piece("    ")]
    for k, choice in enumerate(choices):
        ink = "cursor" if k == chosen and here else "gold" if k == chosen else "dim"
        pieces += [Piece(f"{'▶' if k == chosen else ' '} {choice} ", ink), Piece(" ")]
    return line(*pieces)


def _advised(found: Advice, number: int, here: bool, cells: int) -> list[Line]:
    """A claim, and the scenario that shows it."""
    word, (said, scenario) = CLAIMS[number], _claim(found, number)
    mark = Piece(" ▶ " if here else "   ", "gold")
    head = Piece(f"{word or found.tool:<10}", "dim" if word else "gold bold")
    link = Piece(f" → {scenario}", "gold" if here else "dim")
    told = paragraph(said, cells - 15, "text" if word else "strong")
    drawn = [line(mark if k == 0 else "   ", head if k == 0 else " " * 10, row) for k, row in enumerate(told)]
    if sum(len(piece.text) for piece in (*drawn[-1], link)) < cells:
        return [*drawn[:-1], line(drawn[-1], link)]
    return [*drawn, line(" " * 12, link)]


def _see(view: LearnView, cells: int) -> list[Line]:
    """The race of the row that the cursor stands on, and what it said here."""
    name = shown_by(view)
    past = view.past.get(name)
    drawn = [line(Piece(" Enter ", "key", "enter"), Piece(f" race {name}", "text", "enter"))]
    if past is None or not past.runs:
        return [*drawn, line(Piece("    not raced here yet: race it for this machine's own numbers", "dim"))]
    said = paragraph(f"measured here, {past.when}: {past.headline}", cells - 6)
    return [*drawn, *[line("    ", row) for row in said]]


def _table(view: LearnView, cells: int, rows: int) -> list[Line]:
    if not view.evidence:
        return [line(Piece(" there are no rules to show", "dim"))]
    blocks = [_rule(one, k == view.row, cells) for k, one in enumerate(view.evidence)]
    return _around(blocks, view.row, rows)


def _rule(one: Evidence, here: bool, cells: int) -> list[Line]:
    """Work and tool, what was measured; under the cursor also why, and the race."""
    words, ink = STATUS[one.status]
    mark = f" {'▶' if here else ' '} "
    work = column(one.rule.work, min(max(cells * 2 // 5, 26), 40), "cursor" if here else "text")
    left = line(Piece(mark, "gold"), work, Piece(f" {one.rule.tool}", "strong"))
    head = ends(left, line("  ", Piece(words, ink), " "), cells)
    if not here:
        return [head]
    level = f"; level with {one.beside}" if one.status == LEVEL and one.beside else ""
    told = f"{one.when}: {one.measured}{level}" if one.measured else "not raced here yet"
    link = line(Piece("Enter ", "key", "enter"), Piece(one.rule.scenario, "gold", "enter"))
    more = [*paragraph(f"{one.rule.why}.", cells - 6, "dim"), link, *paragraph(told, cells - 6)]
    return [head, *[line(" " * 5, row) for row in more]]


def _around(blocks: Sequence[Sequence[Line]], chosen: int, rows: int) -> list[Line]:
    """As many lines of these blocks as there is room for, the chosen one among them."""
    drawn = [row for block in blocks for row in block]
    before = sum(len(block) for block in blocks[:chosen])
    middle = before + len(blocks[chosen]) // 2
    first = min(max(middle - rows // 2, 0), max(len(drawn) - rows, 0))
    return drawn[first:]


def _glossary(view: LearnView, cells: int, rows: int) -> list[Line]:
    blocks = []
    for k, term in enumerate(GLOSSARY):
        here = k == view.row
        told = paragraph(f"{term.meaning} → {term.scenario}", cells - 19, "text")
        head = line(Piece(f" {'▶' if here else ' '} ", "gold"), _word(term.word, here), " ")
        blocks.append([line(head if n == 0 else " " * 18, row) for n, row in enumerate(told)])
    return [fit(row, cells) for row in _around(blocks, view.row, rows)]


def _word(word: str, here: bool) -> Piece:
    return column(word, 14, "cursor" if here else "gold")


_PAGES = {"guide": _guide, "table": _table, "glossary": _glossary}
