"""The guide as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.guide.evidence import AGREES, DISAGREES, LEVEL, UNKNOWN

if TYPE_CHECKING:
    from gilrace.guide.evidence import Evidence

HEAD = ("Work", "Rule of thumb", "Why", "Measured here", "Rule and measurement")
SIGNS = {AGREES: "agree", LEVEL: "level", DISAGREES: "**disagree**", UNKNOWN: "not raced here yet"}


def markdown(found: Sequence[Evidence]) -> str:
    """The table, what it was measured on, and how to read it; ends with a newline."""
    rows = [HEAD, tuple("---" for _ in HEAD), *(_row(one) for one in found)]
    table = "\n".join(f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows)
    return f"{table}\n\n{_notes(found)}\n"


def _row(one: Evidence) -> tuple[str, ...]:
    verdict = SIGNS[one.status]
    if one.status == DISAGREES:
        verdict += f": {one.front} was in front"
    if one.status == LEVEL:
        verdict += f" with {one.beside}"
    if one.noisy:
        verdict += " (busy machine)"
    measured = f"{one.measured} (`{one.rule.scenario}`)" if one.measured else f"`{one.rule.scenario}`"
    return one.rule.work, one.rule.tool, one.rule.why, measured, verdict


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _notes(found: Sequence[Evidence]) -> str:
    known = [one for one in found if one.status != UNKNOWN]
    if not known:
        return "Nothing of this was raced here yet: `gilrace run scenarios` fills the table."
    machines = "; ".join(dict.fromkeys(one.machine for one in known))
    days = sorted(one.when[:10] for one in known if one.when)
    span = " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "some time"
    return (
        "Factors are speed-ups against each race's yardstick, fastest first: medians of its rounds. Level: "
        "their intervals do not tell them apart. "
        f"Measured on {machines}; {span}."
    )
