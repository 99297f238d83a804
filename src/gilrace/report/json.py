"""A race as one JSON document (RFC 8259: no NaN, no infinity; what is unknown is null or absent).

Keys of schema 1, all stable; later versions may add keys::

    schema        1
    gilrace       version that raced
    race          name, title, work (cpu | io | mixed), items, mode (fair | together), yardstick (lane id),
                  rounds, warmups, started_at (ISO 8601), closed (complete | stopped | failed | "")
    machine       what the recording says of the machine: cores, python, platform ...
    scenario      the scenario as its file has it
    lanes         in scenario order, each: id, letter, name, strategy, workers, detail, python, status,
                  rank (null = not ranked), reason, sentence, tied_with [lane id],
                  why {pattern, text, remedy (null or change, scenario)},
                  wall_ns, speedup (estimates or null),
                  budget (null or of the median heat: hands, whole_ns = hands x wall, doubt (a share), parts
                  {kind: ns} that sum to whole_ns; kinds: see gilrace.analysis.budget),
                  heats: each counted or warm-up heat: heat, round (0 = warm-up), counted, status, reason,
                  detail, python, free_threaded, gil, digest, metrics {name: number}, caveats [code], cores
    verdict       headline, confidence, winner (lane id or null), complete, ranking [lane id]
    expectations  each: text, status (pass | fail | inconclusive | skipped), measured, reason
    outliers      heats far from the other rounds of their lane, each: lane, round, factor, text
    steadiness    null or of the fixed loops before each heat: loops, scatter, worst (shares)
    caveats       each: code, text, advice

An estimate is ``{value, low, high, rounds, assumed}``: a median, its 95 % interval, the rounds behind it,
and whether the interval is only assumed. A speed-up's interval is the one that decides: 99 %, valid for all
pairs of the race together. Times are nanoseconds, sizes bytes, shares 0..1.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gilrace.analysis.budget import budget
from gilrace.analysis.caveats import caveat
from gilrace.analysis.outliers import outliers
from gilrace.analysis.steadiness import steadiness
from gilrace.analysis.verdict import judge

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.events import Event, RaceOpened
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

SCHEMA = 1
HEAT = (
    "round", "counted", "status", "reason", "detail", "python", "free_threaded", "gil", "digest", "metrics",
    "caveats", "cores",
)  # fmt: skip
# characters that drive a terminal or turn text around; JSON itself escapes only those below the blank
UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The document, indented, ending with a newline."""
    text = json.dumps(_strict(document(state, outcomes)), indent=2, ensure_ascii=False, allow_nan=False)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def document(state: RaceState, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The document as plain data."""
    opened, verdict = state.opened, judge(state)
    return {
        "schema": SCHEMA,
        "gilrace": opened.version if opened else "",
        "race": _race(opened, state.closed) if opened else None,
        "machine": dict(opened.machine) if opened else {},
        "scenario": dict(opened.scenario) if opened else {},
        "lanes": [_lane(lane, verdict) for lane in state.lanes],
        "verdict": _verdict(verdict),
        "expectations": [asdict(outcome) for outcome in outcomes],
        "outliers": [asdict(outlier) for outlier in outliers(state)],
        "steadiness": asdict(steady) if (steady := steadiness(state)) else None,
        "caveats": [{"code": code, **asdict(caveat(code))} for code in verdict.caveats],
    }


def _race(opened: RaceOpened, closed: str) -> dict[str, Any]:
    names = ("name", "title", "work", "items", "mode", "yardstick", "rounds", "warmups", "started_at")
    return {**{name: getattr(opened, name) for name in names}, "closed": closed}


def _lane(lane: Lane, verdict: Verdict) -> dict[str, Any]:
    standing = next(s for s in verdict.standings if s.lane.id == lane.info.id)
    found = budget(lane)
    return {
        **asdict(lane.info),
        **_standing(standing),
        "budget": asdict(found) if found else None,
        "heats": [_heat(heat) for heat in lane.past],
    }


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "status": standing.status,
        "rank": standing.rank or None,
        "reason": standing.reason,
        "sentence": standing.sentence,
        "why": {
            **asdict(standing.why),
            "remedy": asdict(remedy) if (remedy := standing.why.remedy) else None,
        },
        "tied_with": list(standing.tied_with),
        "wall_ns": _estimate(standing.wall),
        "speedup": _estimate(standing.speedup),
    }


def _estimate(estimate: Estimate | None) -> dict[str, Any] | None:
    return asdict(estimate) if estimate else None


def _heat(heat: Heat) -> dict[str, Any]:
    return {"heat": heat.index, **{name: getattr(heat, name) for name in HEAT}}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "headline": verdict.headline,
        "confidence": verdict.confidence,
        "winner": verdict.winner.id if verdict.winner else None,
        "complete": verdict.complete,
        "ranking": [s.lane.id for s in verdict.ranked],
    }


def _strict(value: Any) -> Any:
    """The same data, with only what JSON has; a number that is not finite becomes null."""
    if isinstance(value, Mapping):
        return {str(key): _strict(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_strict(inner) for inner in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, str | int) else str(value)
