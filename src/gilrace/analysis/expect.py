"""Whether expectations came true: pass or fail only when the whole interval says so.

What compares lanes (`fastest`, `order`, `speedup`) is judged by the interval that decides the verdict, 99 %
for all pairs of a race together; a lane's own numbers by the 95 % interval of their median.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from gilrace.analysis import meant_to_fail
from gilrace.analysis.disturbed import disturbance
from gilrace.analysis.needs import unmet
from gilrace.analysis.reading import by_round, comparable, estimate, field, speedup, title, wall_ratio
from gilrace.analysis.statistics import Estimate
from gilrace.analysis.units import count, digits, duration, percent, rate, ratio, size
from gilrace.analysis.verdict import judge
from gilrace.scenario.expect import (
    Compare,
    Expectation,
    Fails,
    Fastest,
    Needs,
    Order,
    SameResults,
    Undecidable,
    holds,
)

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.race.state import RaceState


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one expectation."""

    text: str
    status: str  # pass | fail | inconclusive | skipped
    measured: str = ""  # the number it was judged by, in words
    reason: str = ""  # why it is not a pass


@dataclass(frozen=True, slots=True)
class Metric:
    """How a metric of expectations is read from a heat's metrics."""

    key: str
    words: Callable[[float], str]  # of a value as recorded
    scale: float = 1.0  # recorded units in one of the expectation's base units
    exact: bool = False  # a plain count: its range over the rounds, without an interval


METRICS: dict[str, Metric] = {
    "wall": Metric("wall_ns", duration, 1e9),
    "speedup": Metric("", ratio),
    "throughput": Metric("throughput", rate),
    "cpu": Metric("cpu_ns", duration, 1e9),
    "cpu_per_wall": Metric("cpu_per_wall", ratio),
    "gil_wait": Metric("gil_wait", percent),
    "startup": Metric("startup_ns", duration, 1e9),
    "pickle": Metric("pickle_ns", duration, 1e9),
    "switches": Metric("switches", partial(digits, significant=4)),
    "peak_memory": Metric("peak_memory_bytes", size),
    "p50": Metric("p50_ns", duration, 1e9),
    "p99": Metric("p99_ns", duration, 1e9),
    "errors": Metric("errors", partial(digits, significant=9), exact=True),
}
_Judged = tuple[str, str, str]  # status, measured, reason


def check_expectations(expect: Iterable[Expectation], state: RaceState) -> tuple[Outcome, ...]:
    """An outcome for every expectation, in their order. Needs that are not met skip all of them."""
    wanted = tuple(expect)
    lacking = next((lack for e in wanted if isinstance(e.form, Needs) and (lack := unmet(e.form, state))), "")
    if lacking:
        return tuple(Outcome(e.text, "skipped", reason=lacking) for e in wanted)
    verdict = judge(state)
    return tuple(_outcome(e, state, verdict) for e in wanted)


def _outcome(wanted: Expectation, state: RaceState, verdict: Verdict) -> Outcome:
    """A miss is a failure only where the machine had time for the race."""
    found = Outcome(wanted.text, *_judged(wanted.form, state, verdict))
    doubt = disturbance(wanted.form, state, verdict) if found.status == "fail" else ""
    return replace(found, status="inconclusive", reason=f"{found.reason}, but {doubt}") if doubt else found


def _judged(form: Any, state: RaceState, verdict: Verdict) -> _Judged:
    rule = _RULES.get(type(form))
    if rule is None:
        return "skipped", "", "this is about a demo, not about a race"
    return rule(form, state, verdict)


def _needs(form: Needs, state: RaceState, verdict: Verdict) -> _Judged:
    return "pass", "", ""


def _standing(lane_id: str, verdict: Verdict) -> Standing | None:
    return next((s for s in verdict.standings if s.lane.id == lane_id), None)


def _untimed(lane_id: str, verdict: Verdict) -> _Judged | None:
    """The outcome when a lane's time cannot be judged; None when it can."""
    found = _standing(lane_id, verdict)
    if found is None:
        return "inconclusive", "", f"there is no lane {lane_id} in this race"
    if found.status in ("failed", "disqualified"):
        return "fail", "", found.sentence
    if found.status == "unable":
        return "skipped", "", found.sentence
    if found.status == "stopped":
        return "inconclusive", "", found.sentence
    if found.status == "waiting":
        return "inconclusive", "", f"{found.lane.letter} {found.lane.name} has no counted heat"
    return None


def _apart(verdict: Verdict) -> _Judged | None:
    if any(s.status == "unranked" for s in verdict.standings):
        return "inconclusive", "", "lanes ran together: their times are not comparable"
    return None


def _fastest(form: Fastest, state: RaceState, verdict: Verdict) -> _Judged:
    odd = _untimed(form.lane, verdict) or _apart(verdict)
    found = _standing(form.lane, verdict)
    if odd or found is None:
        return odd or ("inconclusive", "", "")
    if found.rank > 1:
        return (
            "fail",
            found.sentence,
            f"{verdict.ranked[0].lane.letter} {verdict.ranked[0].lane.name} is faster",
        )
    missing = [s.lane.name for s in verdict.standings if s.status in ("waiting", "stopped")]
    if missing:
        return "inconclusive", found.sentence, f"not raced yet: {', '.join(missing)}"
    if verdict.winner is None:
        return "inconclusive", found.sentence, verdict.confidence or "no other lane has a time"
    return "pass", verdict.confidence, ""


def _order(form: Order, state: RaceState, verdict: Verdict) -> _Judged:
    odd = _untimed(form.faster, verdict) or _untimed(form.slower, verdict) or _apart(verdict)
    if odd:
        return odd
    faster, slower = state.lane(form.faster), state.lane(form.slower)
    gap = wall_ratio(slower, faster, field(state))
    if gap is None:
        return "inconclusive", "", "not measured"
    told = f"{title(slower)} takes {_interval(gap, ratio)} the time of {title(faster)}"
    if gap.holds(1.0):
        return "inconclusive", told, "too close to call"
    return ("pass", told, "") if gap.low > 1.0 else ("fail", told, "it is the other way round")


def _compare(form: Compare, state: RaceState, verdict: Verdict) -> _Judged:
    odd = _untimed(form.lane, verdict)
    if odd:
        return odd
    if form.metric == "speedup" and not comparable(state):
        return _apart(verdict) or ("inconclusive", "", "")
    metric = METRICS[form.metric]
    found = _measure(form, metric, state)
    if found is None:
        return "inconclusive", "", f"{form.metric} was not measured in this race"
    status = _three_valued(form.op, found, form.value * metric.scale)
    reason = {"inconclusive": "the interval lies on both sides of the limit", "fail": "measured otherwise"}
    return status, f"{form.metric} {_interval(found, metric.words)}", reason.get(status, "")


def _measure(form: Compare, metric: Metric, state: RaceState) -> Estimate | None:
    lane = state.lane(form.lane)
    if form.metric == "speedup":
        return speedup(state, lane)
    found = estimate(lane, metric.key)
    if found is None or not metric.exact:
        return found
    values = by_round(lane, metric.key).values()
    return Estimate(found.value, min(values), max(values), found.rounds)


def _three_valued(op: str, found: Estimate, limit: float) -> str:
    """Pass when the whole interval satisfies the comparison, fail when all of it does not."""
    ends = {holds(op, found.low, limit), holds(op, found.high, limit)}
    inside = found.low < limit < found.high
    if op in ("==", "!=") and inside:
        return "inconclusive"
    if len(ends) == 2:
        return "inconclusive"
    return "pass" if ends == {True} else "fail"


def _interval(found: Estimate, words: Callable[[float], str]) -> str:
    """``1.93× (1.90× to 1.96×, 3 rounds)``."""
    low, high = words(found.low), words(found.high)
    rounds = count(found.rounds, "round")
    if low == high:
        return f"{words(found.value)} ({rounds})"
    assumed = "assumed " if found.assumed else ""
    return f"{words(found.value)} ({assumed}{low} to {high}, {rounds})"


def _same_results(form: SameResults, state: RaceState, verdict: Verdict) -> _Judged:
    wrong = [s.sentence for s in verdict.standings if s.status == "disqualified"]
    if wrong:
        return "fail", "", "; ".join(wrong)
    without = [s.lane.name for s in verdict.standings if s.status in ("failed", "stopped", "waiting")]
    if "results-unchecked" in verdict.caveats or len(without) == len(verdict.standings):
        return "inconclusive", "", "there are no results to compare with"
    if without:
        return "inconclusive", "", f"no results from {', '.join(without)}"
    alike = sum(s.wall is not None for s in verdict.standings)
    return "pass", f"{count(alike, 'lane')}, one digest", ""


def _undecidable(form: Undecidable, state: RaceState, verdict: Verdict) -> _Judged:
    return "inconclusive", "", form.reason


_RULES: dict[type[Any], Callable[[Any, RaceState, Verdict], _Judged]] = {
    Needs: _needs,
    Fastest: _fastest,
    Order: _order,
    Compare: _compare,
    SameResults: _same_results,
    Undecidable: _undecidable,
    Fails: meant_to_fail.judged,
}
