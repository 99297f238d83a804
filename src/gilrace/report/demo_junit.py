"""A demo scenario as JUnit XML: expectations are test cases; a demo that crashed is a case with an error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import gilrace
from gilrace.report.junit import expectation_case
from gilrace.report.markup import element

if TYPE_CHECKING:
    from gilrace.analysis.demo_expect import DemoResults
    from gilrace.analysis.expect import Outcome
    from gilrace.scenario import Scenario


def render(scenario: Scenario, results: DemoResults, outcomes: Sequence[Outcome]) -> str:
    """The document: one suite."""
    crashed = {guard: result for guard, result in results.wild.items() if result.crashed}
    counts = {
        "tests": len(outcomes) + len(crashed),
        "failures": sum(outcome.status == "fail" for outcome in outcomes),
        "errors": len(crashed),
        "skipped": sum(outcome.status in ("inconclusive", "skipped") for outcome in outcomes),
    }
    errors = (
        element(
            "testcase",
            element("error", result.sentence, message=result.sentence, type="crashed"),
            classname=f"gilrace.{scenario.name}",
            name=f"really run {f'with guard {guard}' if guard else 'without a guard'}",
        )
        for guard, result in crashed.items()
    )
    suite = element(
        "testsuite",
        element("properties", element("property", name="gilrace", value=gilrace.__version__)),
        *(expectation_case(scenario.name, outcome) for outcome in outcomes),
        *errors,
        element("system-out", f"{scenario.title}: {results.demo.summary}"),
        name=scenario.name,
        **counts,
    )
    body = element("testsuites", suite, name="gilrace", **counts)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
