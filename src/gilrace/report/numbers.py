"""The table of numbers that documents for people share: a title and a cell a column, lane by lane."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.builds import build
from gilrace.analysis.reading import reading

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing
    from gilrace.analysis.statistics import Estimate
    from gilrace.race.state import RaceState

TITLES = (
    "", "lane", "wall", "speed-up", "CPU/wall", "GIL wait", "start-up", "pickling", "switches", "p50", "p99",
    "Python",
)  # fmt: skip
LEFT = 2  # columns of words before the columns of numbers


def rows(state: RaceState, standings: tuple[Standing, ...]) -> Iterator[tuple[str, ...]]:
    """A row for every lane, cells in the order of `TITLES`."""
    for standing in standings:
        seen = reading(state.lane(standing.lane.id))
        switches = seen.get("switches")
        yield (
            standing.place or standing.status,
            f"{standing.lane.letter} {standing.lane.name}",
            measured(standing.wall),
            gain(standing),
            units.ratio(seen.get("cpu_per_wall")).rstrip("×"),
            units.percent(seen.get("gil_wait")),
            units.duration(seen.get("startup_ns")),
            units.duration(seen.get("pickle_ns")),
            units.UNKNOWN if switches is None else f"{switches:.0f}",
            units.duration(seen.get("p50_ns")),
            units.duration(seen.get("p99_ns")),
            build(state.lane(standing.lane.id)) or units.UNKNOWN,
        )


def measured(estimate: Estimate | None) -> str:
    """``4.18 s ±21.0 ms``; the value alone where its interval is only assumed."""
    if estimate is None:
        return units.UNKNOWN
    value = units.duration(estimate.value)
    return value if estimate.assumed else f"{value} ±{units.duration(estimate.plus_minus)}"


def gain(standing: Standing) -> str:
    """``1.93× (1.91–1.95)``: the speed-up and the ends of its interval, where it was measured."""
    found = standing.speedup
    if found is None or standing.status != "ranked":
        return units.UNKNOWN
    if found.assumed or found.low == found.high:
        return units.ratio(found.value)
    return f"{units.ratio(found.value)} ({units.times(found.low)}–{units.times(found.high)})"


def machine_words(state: RaceState) -> str:
    """``AMD EPYC, 2 cores, Linux 6.1, Python 3.11.7``: what the recording says of the machine."""
    machine = state.opened.machine if state.opened else {}
    cores = machine.get("cores")
    parts = (
        machine.get("cpu_model"),
        units.count(cores, "core") if isinstance(cores, int) else "",
        " ".join(str(machine[key]) for key in ("system", "kernel") if machine.get(key)),
        f"Python {machine['python']}" if machine.get("python") else "",
        machine.get("virtual"),
    )
    return ", ".join(str(part) for part in parts if part)
