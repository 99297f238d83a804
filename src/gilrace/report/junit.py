"""A race as JUnit XML: every expectation is a test case, so that any CI shows which ones came true.

An expectation that could not be decided, or did not apply here, is a skipped case with its reason. A lane
that crashed, hung or gave other results is a case with an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.analysis.verdict import judge
from gilrace.report.markup import Markup, element, joined
from gilrace.report.numbers import machine_words

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.standing import Standing
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

BROKEN = ("failed", "disqualified")


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The document: one suite."""
    verdict = judge(state)
    broken = [s for s in verdict.standings if s.status in BROKEN]
    name = state.opened.name if state.opened else "no race"
    counts = {
        "tests": len(outcomes) + len(broken),
        "failures": sum(outcome.status == "fail" for outcome in outcomes),
        "errors": len(broken),
        "skipped": sum(outcome.status in ("inconclusive", "skipped") for outcome in outcomes),
        "time": f"{state.t / 1e9:.3f}",
    }
    suite = element(
        "testsuite",
        _properties(state, verdict.confidence),
        *(expectation_case(name, outcome) for outcome in outcomes),
        *(_lane(name, standing, state) for standing in broken),
        element("system-out", verdict.headline),
        name=name,
        timestamp=state.opened.started_at[:19] if state.opened else None,
        **counts,
    )
    body = element("testsuites", suite, name="gilrace", **counts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _properties(state: RaceState, confidence: str) -> Markup:
    opened = state.opened
    told = {
        "gilrace": opened.version if opened else "",
        "machine": machine_words(state),
        "confidence": confidence,
    }
    inner = (element("property", name=key, value=value) for key, value in told.items() if value)
    return element("properties", joined(inner))


def expectation_case(race: str, outcome: Outcome) -> Markup:
    """One expectation."""
    details = "; ".join(part for part in (outcome.measured, outcome.reason) if part)
    if outcome.status == "pass":
        inner = element("system-out", details) if details else Markup()
    elif outcome.status == "fail":
        inner = element("failure", details, message=outcome.reason or details, type="expectation")
    else:
        inner = element("skipped", message=f"{outcome.status}: {details}" if details else outcome.status)
    return element("testcase", inner, classname=f"gilrace.{race}", name=outcome.text)


def _lane(race: str, standing: Standing, state: RaceState) -> Markup:
    heats = state.lane(standing.lane.id).past
    detail = next((heat.detail for heat in reversed(heats) if heat.detail), "")
    error = element("error", detail, message=standing.reason, type=standing.status)
    name = f"lane {standing.lane.letter} {standing.lane.name} has a time"
    return element("testcase", error, classname=f"gilrace.{race}", name=name)
