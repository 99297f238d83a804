"""A race as a table: one row a heat, times in nanoseconds, for spreadsheets and data frames.

The first columns say which race, lane and heat; then come the metrics in a fixed order, then any others.
A cell is empty where nothing was measured. Text that a spreadsheet would take for a formula gets a ``'``.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gilrace.report.markup import visible

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.race.events import Event
    from gilrace.race.heat import Heat
    from gilrace.race.state import Lane, RaceState

ABOUT = (
    "race", "started_at", "mode", "lane", "letter", "name", "strategy", "workers", "heat", "round", "counted",
    "status", "reason", "python", "free_threaded", "gil", "digest", "caveats",
)  # fmt: skip
METRICS = (
    "wall_ns", "startup_ns", "running_ns", "winddown_ns", "cpu_ns", "user_ns", "system_ns", "cpu_per_wall",
    "gil_wait", "switches", "voluntary_switches", "peak_memory_bytes", "pickle_ns", "pickle_bytes", "p50_ns",
    "p99_ns", "throughput", "items", "done", "errors", "foreign",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@")


def render(state: RaceState, outcomes: Sequence[Outcome], events: Sequence[Event] = ()) -> str:
    """The table with its head; rows end with CR LF, as RFC 4180 has it."""
    heats = sorted(((lane, heat) for lane in state.lanes for heat in lane.past), key=lambda x: x[1].index)
    metrics = [*METRICS, *sorted({name for _, heat in heats for name in heat.metrics} - set(METRICS))]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*ABOUT, *(_text(name) for name in metrics)])
    for lane, heat in heats:
        writer.writerow([*_about(state, lane, heat), *_numbers(heat, metrics)])
    return out.getvalue()


def _about(state: RaceState, lane: Lane, heat: Heat) -> list[object]:
    info, opened = lane.info, state.opened
    race = (opened.name, opened.started_at, opened.mode) if opened else ("", "", "")
    cells = (
        *race, info.id, info.letter, info.name, info.strategy, info.workers, heat.index, heat.round,
        int(heat.counted), heat.status, heat.reason, heat.python, int(heat.free_threaded), int(heat.gil),
        heat.digest, " ".join(heat.caveats),
    )  # fmt: skip
    return [_text(cell) if isinstance(cell, str) else cell for cell in cells]


def _numbers(heat: Heat, metrics: Iterable[str]) -> list[object]:
    return [_number(heat.metrics.get(name)) for name in metrics]


def _number(value: float | None) -> object:
    if value is None or not math.isfinite(value):
        return ""
    return int(value) if value == int(value) else value


def _text(text: str) -> str:
    plain = visible(text.replace("\n", " "))
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
