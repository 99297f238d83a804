"""Expectations: what a file says must come true, parsed once into frozen forms.

Values are in base units: seconds, bytes, ratios (×), shares (0..1), counts.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.scenario import quantity
from gilrace.scenario.problem import Flaw, nearest, shown

if TYPE_CHECKING:
    from gilrace.scenario.lane import LaneSpec

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
METRICS: dict[str, str] = {
    "wall": "seconds",
    "speedup": "ratio",
    "throughput": "count",
    "cpu": "seconds",
    "cpu_per_wall": "ratio",
    "gil_wait": "share",
    "startup": "seconds",
    "pickle": "seconds",
    "switches": "count",
    "peak_memory": "bytes",
    "p50": "seconds",
    "p99": "seconds",
    "errors": "count",
}
MEASURES: dict[str, str] = {
    "violations": "count",
    "failing": "count",
    "interleavings": "count",
    "detected": "seconds",
}
SIDES = ("unguarded", "guarded", "deadlock", "explore.unguarded", "explore.guarded")
UNITS: dict[str, dict[str, float]] = {
    "seconds": quantity.SECONDS,
    "bytes": {unit: float(factor) for unit, factor in quantity.BYTES.items()},
    "ratio": {"": 1.0, "x": 1.0, "×": 1.0},
    "share": {"": 1.0, "%": 0.01},
    "count": {"": 1.0},
}
_UNIT_HINT = {
    "seconds": "write a time: 200ms or 2s",
    "bytes": "write a size: 50MB",
    "ratio": "write a plain number or 1.5x",
    "share": "write a share: 5%",
    "count": "write a plain number",
}
_COMPARISON = re.compile(r"(?P<left>.+?)\s*(?P<op>[<>=!]+)\s*(?P<right>[^<>=!]+)")
_LEFT = re.compile(r"""(?:"(?P<label>[^"]+)"|(?P<name>[^".]+(?:\.[^".]+)?))\.(?P<metric>[^".]+)""")


@dataclass(frozen=True, slots=True)
class Fastest:
    """This lane has the least wall time, surely."""

    lane: str


@dataclass(frozen=True, slots=True)
class Compare:
    """A lane's metric against a number."""

    lane: str
    metric: str  # a key of METRICS
    op: str
    value: float  # in the metric's base unit


@dataclass(frozen=True, slots=True)
class DemoCompare:
    """A measure of a demo against a number."""

    side: str  # unguarded | guarded | deadlock | explore.unguarded | explore.guarded | a fix by name
    measure: str  # a key of MEASURES
    op: str
    value: float


@dataclass(frozen=True, slots=True)
class Order:
    """One lane's wall time is less than another's."""

    faster: str
    slower: str


@dataclass(frozen=True, slots=True)
class SameResults:
    """Every lane's results equal the yardstick's."""


@dataclass(frozen=True, slots=True)
class Needs:
    """Without these the other expectations are skipped, not failed."""

    cores: int | None = None
    python: str | None = None
    packages: tuple[str, ...] = ()
    gil: bool | None = None  # of the lanes that name no interpreter
    files: int | None = None  # that one process may have open


@dataclass(frozen=True, slots=True)
class Undecidable:
    """What this race cannot decide: a lane that it needs was left out."""

    reason: str


@dataclass(frozen=True, slots=True)
class Fails:
    """This lane is meant to fail or to be disqualified, with these words in its reason."""

    lane: str
    saying: str = ""


Form = Fails | Fastest | Compare | DemoCompare | Order | SameResults | Needs | Undecidable


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line under ``expect``: as people read it, and as it is judged."""

    text: str
    form: Form


def holds(op: str, left: float, right: float) -> bool:
    """Whether a measured number satisfies a comparison. Raises KeyError for an unknown operator."""
    return OPERATORS[op](left, right)


def lane_named(word: str, lanes: Sequence[LaneSpec]) -> str:
    """The id of the lane meant: an id, a label, or a strategy that only one lane has. Raises Flaw."""
    word = word.strip().strip('"').strip()
    for lane in lanes:
        if word == lane.id or (lane.label is not None and word == lane.label):
            return lane.id
    same = [lane.id for lane in lanes if lane.strategy == word]
    if len(same) == 1:
        return same[0]
    if same:
        raise Flaw(f"{len(same)} lanes are {word}", f"say which: {', '.join(same)}")
    raise Flaw(f"there is no lane {shown(word)}", nearest(word, [lane.id for lane in lanes]))


def sentence(text: str, lanes: Sequence[LaneSpec], demo: bool = False, guard: str = "") -> Form:
    """``same_results`` or a comparison such as ``threads.speedup < 1.2``. Raises Flaw."""
    if text.strip() == "same_results":
        return SameResults()
    found = _COMPARISON.fullmatch(text.strip())
    left = _LEFT.fullmatch(found["left"]) if found else None
    if found is None or left is None:
        hint = "write lane.metric < number, same_results, fastest: lane, or order: a < b"
        raise Flaw(f"{shown(text)} is not an expectation", hint)
    op = found["op"]
    if op not in OPERATORS:
        raise Flaw(f"{shown(op)} is no comparison", "use <, <=, >, >=, == or !=")
    subject, metric, right = left["label"] or left["name"].strip(), left["metric"].strip(), found["right"]
    if demo:
        side = _side(subject, guard)
        return DemoCompare(side, metric, op, _value(metric, MEASURES, right))
    return Compare(lane_named(subject, lanes), metric, op, _value(metric, METRICS, right))


def order(text: str, lanes: Sequence[LaneSpec]) -> Order:
    """``processes < threads``: the left one takes less time. Raises Flaw."""
    faster, sign, slower = text.partition("<")
    if not sign or "<" in slower:
        raise Flaw(f"{shown(text)} is not an order", "write order: faster < slower")
    result = Order(lane_named(faster, lanes), lane_named(slower, lanes))
    if result.faster == result.slower:
        raise Flaw("a lane is compared with itself", "name two lanes")
    return result


def _side(subject: str, guard: str) -> str:
    known = [*SIDES, *((guard, f"explore.{guard}") if guard not in ("", "on", "off", "both") else ())]
    if subject not in known:
        raise Flaw(f"there is no side {shown(subject)} of a demo", nearest(subject, known))
    return subject


def _value(metric: str, known: dict[str, str], right: str) -> float:
    if metric not in known:
        raise Flaw(f"there is no metric {shown(metric)}", nearest(metric, known))
    dimension = known[metric]
    number, unit = _number(right, _UNIT_HINT[dimension])
    if unit not in UNITS[dimension]:
        what = f"{shown(unit)} is no unit of {metric}" if unit else f"{metric} needs a unit"
        raise Flaw(what, _UNIT_HINT[dimension])
    return number * UNITS[dimension][unit]


def _number(text: str, hint: str) -> tuple[float, str]:
    text = text.strip().replace("×", "x")
    try:
        return quantity.split(text)
    except Flaw as flaw:
        raise Flaw(flaw.message, hint) from None
