"""A race as Markdown: what a CI job shows in its summary, or a person pastes into a discussion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.budget import KINDS, budget
from gilrace.analysis.caveats import caveat
from gilrace.analysis.remarks import cut_off
from gilrace.analysis.verdict import judge
from gilrace.report.markup import visible
from gilrace.report.numbers import LEFT, TITLES, machine_words, rows

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.standing import Verdict
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

SIGNS = {"pass": "✅ pass", "fail": "❌ fail", "inconclusive": "❔ inconclusive", "skipped": "➖ skipped"}
_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~@&$!]|^[-+]")


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The document, in the dialect with tables."""
    return "\n".join(_lines(state, judge(state), outcomes)) + "\n"


def _lines(state: RaceState, verdict: Verdict, outcomes: Sequence[Outcome]) -> Iterator[str]:
    name = state.opened.title or state.opened.name if state.opened else "No race"
    yield from (f"## {escaped(name)}", "", f"**{escaped(verdict.headline)}**", "")
    if verdict.confidence:
        yield from (escaped(verdict.confidence), "")
    yield from table_of(TITLES, rows(state, verdict.standings), LEFT)
    yield from (f"- {escaped(text)}" for text in _reasons(verdict))
    yield from ("", *_budget(state))
    yield from expectation_table(outcomes)
    yield from (f"> {escaped(text)}  " for text in (*cut_off(state), *verdict.remarks))
    for code in verdict.caveats:
        words = caveat(code)
        yield f"> {escaped(f'{words.text}; {words.advice}' if words.advice else words.text)}  "
    yield from ("", f"<sub>{escaped(_made(state))}</sub>")


def expectation_table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A row an expectation; nothing without any."""
    if outcomes:
        told = ((x.text, SIGNS.get(x.status, x.status), _details(x)) for x in outcomes)
        yield from table_of(("expectation", "", "measured"), told, 3)


def _reasons(verdict: Verdict) -> Iterator[str]:
    for standing in verdict.standings:
        told = f"{standing.sentence}: {standing.why.text}" if standing.why.text else standing.sentence
        yield f"{told}. {standing.advice}" if standing.advice else told


def _details(outcome: Outcome) -> str:
    return "; ".join(part for part in (outcome.measured, outcome.reason) if part)


def _budget(state: RaceState) -> Iterator[str]:
    """Where the time of each lane's hands went, in percent."""
    found = [(lane, budget(lane)) for lane in state.lanes]
    cells = [
        (f"{lane.info.letter} {lane.info.name}", *(b.words(kind) for kind in KINDS))
        for lane, b in found
        if b is not None
    ]
    if cells:
        yield from table_of(("where the time went", *KINDS.values()), cells, 1)


def table_of(titles: Sequence[str], lines: Iterable[Sequence[str]], left: int) -> Iterator[str]:
    """Lines of a table; the first ``left`` columns are words, the others numbers."""
    yield _row(titles)
    yield "|" + "|".join("---" if k < left else "---:" for k in range(len(titles))) + "|"
    yield from (_row(line) for line in lines)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(escaped(cell) for cell in cells)} |"


def _made(state: RaceState) -> str:
    opened = state.opened
    if opened is None:
        return ""
    rounds = units.count(opened.rounds, "round")
    return f"gilrace {opened.version}, {opened.started_at}, {rounds}, {machine_words(state)}"


def escaped(text: str) -> str:
    """One line in which nothing of the text is taken for Markdown or HTML."""
    return _SPECIAL.sub(r"\\\g<0>", visible(" ".join(text.split())))
