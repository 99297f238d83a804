"""What to use for some work, and on which evidence: from a sweep, or from any recorded race."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gilrace.analysis.units import count, duration, percent, ratio
from gilrace.analysis.why import why
from gilrace.sweep.answer import Answer, Row, answer
from gilrace.sweep.costs import read
from gilrace.sweep.recorded import told_in

if TYPE_CHECKING:
    from gilrace.race.state import RaceState
    from gilrace.sweep.candidate import Candidate

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Advice:
    """A recommendation. ``sure`` is ``clear``, ``tie`` (the simplest of those that may be equal, or that
    there was no time to try) or ``none``.
    """

    work: str
    candidate: Candidate | None
    sure: str
    sentence: str
    evidence: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def advise(state: RaceState) -> Advice:
    """The recommendation of what was measured."""
    made = answer(state)
    work = state.opened.name.removesuffix("-sweep") if state.opened else ""
    if made.chosen is None or made.choice is None:
        return Advice(work, None, "none", made.sentence, doubts=made.doubts)
    sure = "clear" if made.choice.clear and not made.untried else "tie"
    evidence = tuple(_evidence(state, made))
    return Advice(work, made.chosen.candidate, sure, made.sentence, evidence, made.doubts)


def _evidence(state: RaceState, made: Answer) -> Iterator[str]:
    """The chosen, then the best of every other strategy, each with its figures and why."""
    if made.chosen is None:
        return
    yield _told(state, made.chosen)
    seen = {made.chosen.candidate.strategy}
    for row in made.rows:
        if row.candidate.strategy not in seen and row.wall:
            seen.add(row.candidate.strategy)
            yield _told(state, row)
    yield from _item(state, made)


def _told(state: RaceState, row: Row) -> str:
    wall = row.wall
    if wall is None:
        return f"{row.candidate.name}: {row.status}"
    spread = percent(wall.plus_minus / wall.value if wall.value else 0.0)
    figures = f"{row.candidate.name}: {duration(wall.value)} ±{spread} in {count(wall.rounds, 'round')}"
    if row.status in ("disqualified", "failed", "unable"):
        return f"{figures}, {row.status}: {row.reason}"
    gain = f", {ratio(row.speedup.value)}" if row.speedup and row.candidate.strategy != "sequential" else ""
    reason = why(state, state.lane(row.lane)).text
    return f"{figures}{gain}{f'; {reason}' if reason else ''}"


def _item(state: RaceState, made: Answer) -> Iterator[str]:
    """An item's time beside what a task costs here, where that was measured."""
    costs = read(told_in(state))
    alone = next((row.wall for row in made.rows if row.candidate.strategy == "sequential"), None)
    if costs is None or alone is None or state.opened is None or not state.opened.items:
        return
    each, least = alone.value / state.opened.items, costs.pays_from_ns(1)
    if least:
        yield f"an item takes {duration(each)}; work of {duration(least)} or more pays for a task of its own"


def lines(found: Advice) -> list[str]:
    """The recommendation as text."""
    told = [found.sentence]
    if found.evidence:
        told += ["", "Measured:", *(f"  {line}" for line in found.evidence)]
    if found.doubts:
        told += ["", "To keep in mind:", *(f"  {line}" for line in found.doubts)]
    return told


def document(found: Advice, program: str = "") -> dict[str, Any]:
    """The recommendation as plain data, schema 1: later versions may add keys."""
    told: Mapping[str, Any] = found.candidate.as_dict() if found.candidate else {}
    return {
        "schema": SCHEMA,
        "work": found.work,
        "strategy": told.get("strategy"),
        "workers": told.get("workers"),
        "chunk": told.get("chunk"),
        "sure": found.sure,
        "sentence": found.sentence,
        "evidence": list(found.evidence),
        "doubts": list(found.doubts),
        "snippet": program,
    }
