"""Whether what a demo scenario expects came true: in the wild by what was seen, explored by exact counts.

``violations`` counts wrong worlds and exceptions, and everything that got stuck; ``detected`` is how long
the first deadlock had lasted when it was named. ``guarded`` means every fix, unless the file names one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from gilrace.analysis.expect import Outcome
from gilrace.analysis.needs import unmet_here
from gilrace.lab.explore.result import grouped
from gilrace.scenario.expect import DemoCompare, Needs, holds

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.wild.result import WildResult
    from gilrace.scenario import Scenario


@dataclass(frozen=True)
class DemoResults:
    """What was run of a demo, by guard; "" is without one."""

    demo: Demo
    wild: Mapping[str, WildResult] = field(default_factory=dict)
    explored: Mapping[str, Exploration] = field(default_factory=dict)


class Plan(NamedTuple):
    """Which guards are to be run wild, and which explored."""

    wild: tuple[str, ...]
    explored: tuple[str, ...]


class _Found(NamedTuple):
    """A measured number; ``doubt`` says why it decides nothing."""

    value: float
    words: str
    doubt: str = ""


def plan(scenario: Scenario, demo: Demo) -> Plan:
    """What the file asks for, and what its expectations need."""
    assert scenario.demo is not None
    asked = _asked(scenario.demo.guard, demo)
    exploring = scenario.demo.mode != "wild"
    wild, explored = ([], list(asked)) if exploring else (list(asked), [])
    for expectation in scenario.expect:
        if isinstance(expectation.form, DemoCompare):
            side = expectation.form.side
            more = _guards(side.removeprefix("explore."), scenario.demo.guard, demo)
            (explored if side.startswith("explore.") else wild).extend(more)
    return Plan(_ordered(wild, demo), _ordered(explored, demo))


def _asked(guard: str, demo: Demo) -> tuple[str, ...]:
    names = {"off": ("",), "on": demo.guard_names[:1], "both": ("", *demo.guard_names)}
    return names.get(guard, (guard,))


def _guards(side: str, guard: str, demo: Demo) -> tuple[str, ...]:
    """The guards a side is about."""
    if side in ("unguarded", "deadlock"):
        return ("",)
    if side != "guarded":
        return (side,)
    return demo.guard_names if guard in ("off", "both") else _asked(guard, demo)


def _ordered(guards: Sequence[str], demo: Demo) -> tuple[str, ...]:
    return tuple(name for name in ("", *demo.guard_names) if name in guards)


def check_demo(scenario: Scenario, results: DemoResults, cores: int) -> tuple[Outcome, ...]:
    """An outcome for every expectation, in their order. Needs that are not met skip all of them."""
    pythons = [(one.python, one.gil) for one in results.wild.values()]
    needs = [e.form for e in scenario.expect if isinstance(e.form, Needs)]
    lacking = next((lack for need in needs if (lack := unmet_here(need, cores, pythons))), "")
    if lacking:
        return tuple(Outcome(e.text, "skipped", reason=lacking) for e in scenario.expect)
    return tuple(Outcome(e.text, *_judged(e.form, scenario, results)) for e in scenario.expect)


def _judged(form: object, scenario: Scenario, results: DemoResults) -> tuple[str, str, str]:
    if isinstance(form, Needs):
        return "pass", "", ""
    if not isinstance(form, DemoCompare) or scenario.demo is None:
        return "skipped", "", "this is about a race, not about a demo"
    guards = _guards(form.side.removeprefix("explore."), scenario.demo.guard, results.demo)
    found = list(_measured(form, guards, results))
    if len(found) < len(guards) or not found:
        return "inconclusive", "", "it was not run to its end"
    worst = next((one for one in found if not one.doubt and not holds(form.op, one.value, form.value)), None)
    if worst is not None:
        luck = _bad_luck(form, worst, results)
        return ("inconclusive", worst.words, luck) if luck else ("fail", worst.words, "measured otherwise")
    doubtful = next((one for one in found if one.doubt), None)
    if doubtful is not None:
        return "inconclusive", doubtful.words, doubtful.doubt
    return "pass", found[0].words, ""


def _bad_luck(form: DemoCompare, found: _Found, results: DemoResults) -> str:
    """Why a bug that did not show is no failure: exploring shows that it is there."""
    known = results.explored.get("")
    if form.side != "unguarded" or found.value or known is None or not known.fails:
        return ""
    return "exploring shows that it can fail; it did not in this time, give it more with within:"


def _measured(form: DemoCompare, guards: Sequence[str], results: DemoResults) -> Iterator[_Found]:
    exploring = form.side.startswith("explore.")
    for guard in guards:
        if exploring and guard in results.explored:
            yield _explored(form.measure, results.explored[guard])
        elif not exploring and guard in results.wild:
            yield _seen(form.measure, results.wild[guard])


def _seen(measure: str, result: WildResult) -> _Found:
    if result.crashed or result.reason == "stopped":
        return _Found(0, result.sentence, result.sentence)
    if measure == "violations":
        count = result.violations + len(result.stuck)
        return _Found(count, f"{grouped(count)} in {grouped(result.operations)} operations")
    if measure != "detected":
        return _Found(0, "", f"{measure} is counted by exploring, not in the wild")
    named = [report.detection_ns for report in result.stuck]
    if not named:
        return _Found(float("inf"), "nobody got stuck")
    return _Found(named[0] / 1e9, f"named after {named[0] / 1e6:.1f} ms")


def _explored(measure: str, found: Exploration) -> _Found:
    tally = found.tally
    whole = "" if tally.complete else "not every interleaving was covered"
    if measure == "interleavings":
        endless = whole or "the interleavings are endless"
        return _Found(
            tally.interleavings or 0, str(tally.interleavings), "" if tally.interleavings else endless
        )
    if measure != "failing":
        return _Found(0, "", f"{measure} is measured in the wild, not by exploring")
    if tally.failing is not None and tally.interleavings is not None:
        words = f"{grouped(tally.failing)} of {grouped(tally.interleavings)} interleavings"
        return _Found(tally.failing, words, "" if tally.failing else whole)
    kinds = ", ".join(dict.fromkeys(failure.kind for failure in tally.failures))
    return _Found(
        len(tally.failures), f"can fail: {kinds}" if kinds else "cannot fail", "" if kinds else whole
    )
