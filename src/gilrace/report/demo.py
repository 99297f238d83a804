"""What became of a demo scenario as one JSON document (RFC 8259).

Keys of schema 1, all stable; later versions may add keys::

    schema        1
    gilrace       version that ran it
    demo          name, title, summary, kind, actors [name], guards [{name, summary, removes}], file, use
    scenario      the scenario as its file has it
    wild          by guard ("" = none): what was seen when it really ran, as `gilrace lab --json`
    explored      by guard: what exploring found, as `gilrace explore --json`
    expectations  each: text, status (pass | fail | inconclusive | skipped), measured, reason
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import gilrace

if TYPE_CHECKING:
    from gilrace.analysis.demo_expect import DemoResults
    from gilrace.analysis.expect import Outcome
    from gilrace.scenario import Scenario

SCHEMA = 1


def render(scenario: Scenario, results: DemoResults, outcomes: Sequence[Outcome]) -> str:
    """The document, indented, ending with a newline."""
    text = json.dumps(_strict(document(scenario, results, outcomes)), indent=2, ensure_ascii=False)
    return text + "\n"


def document(scenario: Scenario, results: DemoResults, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The document as plain data."""
    demo = results.demo
    return {
        "schema": SCHEMA,
        "gilrace": gilrace.__version__,
        "demo": {
            "name": demo.name,
            "title": demo.title,
            "summary": demo.summary,
            "kind": demo.kind,
            "actors": [actor.name for actor in demo.actors],
            "guards": [{"name": g.name, "summary": g.summary, "removes": g.removes} for g in demo.guards],
            "file": demo.file,
            "use": scenario.demo.use if scenario.demo else "",
        },
        "scenario": dict(scenario.as_dict()),
        "wild": {guard: result.as_json() for guard, result in results.wild.items()},
        "explored": {guard: found.record() for guard, found in results.explored.items()},
        "expectations": [asdict(outcome) for outcome in outcomes],
    }


def _strict(value: Any) -> Any:
    """JSON knows no infinity and no NaN."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {str(key): _strict(item) for key, item in value.items()}
    return [_strict(item) for item in value] if isinstance(value, list | tuple) else value
