"""Rules of thumb beside this machine's latest races, from the history alone: quick enough for a screen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.analysis.units import ratio
from gilrace.errors import GilraceError
from gilrace.guide.evidence import UNKNOWN, Evidence, status
from gilrace.history import last
from gilrace.tui.past import local

if TYPE_CHECKING:
    from pathlib import Path

    from gilrace.guide.rules import Rule
    from gilrace.history import PastRun

LATEST = 5  # races of a scenario among which a fair one is looked for


def measured(rules: Sequence[Rule], file: Path | None) -> tuple[Evidence, ...]:
    """What the latest fair race of each rule's scenario says to it; nothing without a history."""
    return tuple(_evidence(rule, _latest(rule.scenario, file) if file else None) for rule in rules)


def _latest(scenario: str, file: Path) -> PastRun | None:
    try:
        runs = last(scenario, LATEST, file=file)
    except GilraceError:
        return None
    return next((run for run in runs if run.mode == "fair"), None)


def _evidence(rule: Rule, run: PastRun | None) -> Evidence:
    ranked = [lane for lane in run.lanes if lane.rank] if run else []
    if run is None or not ranked:
        return Evidence(rule, UNKNOWN)
    return Evidence(
        rule,
        status(rule.lane, {lane.id: lane.rank for lane in ranked}),
        ", ".join(f"{lane.name} {ratio(lane.speedup)}" for lane in ranked),
        ranked[0].name,
        local(run.started_at),
        machine=run.machine_words,
        beside=", ".join(lane.name for lane in ranked if lane.rank == 1 and lane.id != rule.lane),
    )
