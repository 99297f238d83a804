"""The answer of a sweep as one JSON document.

Keys of schema 1; later versions may add keys::

    schema, gilrace, name, closed, machine
    advice       strategy, workers, chunk ("auto" or a number), sure, sentence, evidence, doubts
    candidates   the fastest first: id, letter, strategy, workers, chunk, status, wall_ns, speedup (estimates
                 or null), efficiency, reason
    curves       by strategy: points (workers, wall_ns, speedup, low, high, efficiency), waits (whether one
                 worker mostly waits), beyond (whether there are more workers than cores), fit: null or
                 {amdahl {serial, ceiling, error}, usl {contention, coherency, best_workers, error}, follows};
                 what is infinite is null
    break_even   null or the measured constants of this machine, see `gilrace.sweep.costs`
"""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gilrace.sweep.advice import advise, document
from gilrace.sweep.answer import answer
from gilrace.sweep.costs import costs_document, read
from gilrace.sweep.recorded import told_in

if TYPE_CHECKING:
    from gilrace.analysis.scaling import Fit
    from gilrace.race.state import RaceState
    from gilrace.sweep.answer import Row
    from gilrace.sweep.curves import Curve

SCHEMA = 1


def render(state: RaceState) -> str:
    """The document, indented, ending with a newline."""
    return json.dumps(sweep_document(state), indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def sweep_document(state: RaceState) -> dict[str, Any]:
    """The document as plain data."""
    made, opened = answer(state), state.opened
    costs = read(told_in(state))
    return {
        "schema": SCHEMA,
        "gilrace": opened.version if opened else "",
        "name": opened.name if opened else "",
        "closed": state.closed,
        "machine": dict(opened.machine) if opened else {},
        "advice": document(advise(state)),
        "candidates": [_row(row) for row in made.rows],
        "curves": [_curve(one) for one in made.curves],
        "break_even": costs_document(costs) if costs else None,
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "id": row.lane,
        "letter": row.letter,
        **row.candidate.as_dict(),
        "status": row.status,
        "wall_ns": asdict(row.wall) if row.wall else None,
        "speedup": asdict(row.speedup) if row.speedup else None,
        "efficiency": row.efficiency,
        "reason": row.reason,
    }


def _curve(one: Curve) -> dict[str, Any]:
    return {
        "strategy": one.strategy,
        "points": [{**asdict(point), "efficiency": point.efficiency} for point in one.points],
        "waits": one.waits,
        "beyond": one.beyond,
        "fit": _fit(one.fit) if one.fit else None,
        "sentence": one.sentence,
    }


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "amdahl": {**asdict(fit.amdahl), "ceiling": _finite(fit.amdahl.ceiling)},
        "usl": {**asdict(fit.usl), "best_workers": _finite(fit.usl.best_workers)},
        "follows": fit.follows,
    }


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
