"""A demo scenario as Markdown: what it is, what was seen, what exploring found, which expectations held."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import gilrace
from gilrace.lab.explore.words import summary
from gilrace.lab.wild.result import sentences
from gilrace.report.markdown import escaped, expectation_table

if TYPE_CHECKING:
    from gilrace.analysis.demo_expect import DemoResults
    from gilrace.analysis.expect import Outcome
    from gilrace.scenario import Scenario

DRAWN = tuple("┌│└")  # lines of a drawing, which the sentences say as well


def render(scenario: Scenario, results: DemoResults, outcomes: Sequence[Outcome]) -> str:
    """The document, in the dialect with tables."""
    return "\n".join(_lines(scenario, results, outcomes)) + "\n"


def _lines(scenario: Scenario, results: DemoResults, outcomes: Sequence[Outcome]) -> Iterator[str]:
    demo = results.demo
    yield from (f"## {escaped(scenario.title or scenario.name)}", "", escaped(demo.summary), "")
    for guard, result in results.wild.items():
        lines = sentences(result, gil_matters=not demo.gil and not guard)
        yield from _part(f"Really run {_side(guard)}", (x for x in lines if x[:1] not in DRAWN))
    for guard, found in results.explored.items():
        yield from _part(f"Explored {_side(guard)}", summary(found))
    yield from expectation_table(outcomes)
    yield f"<sub>{escaped(f'gilrace {gilrace.__version__}')}</sub>"


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield from (f"**{escaped(title)}**", "")
    yield from (f"- {escaped(line)}" for line in lines)
    yield ""


def _side(guard: str) -> str:
    return f"with guard {guard}" if guard else "without a guard"
