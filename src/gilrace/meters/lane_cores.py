"""On which cores a lane's threads are running."""

from __future__ import annotations

from collections.abc import Iterable

from gilrace.meters.readings import RUNNING, ThreadReading


def lane_cores(readings: Iterable[ThreadReading], letter: str, cores: int) -> tuple[str, ...]:
    """The lane's letter at each core where one of its threads runs, "" elsewhere."""
    busy = {reading.core for reading in readings if reading.state == RUNNING}
    return tuple(letter if core in busy else "" for core in range(cores))


def joined(lanes: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Letters of several lanes that run at once, core by core."""
    return tuple("".join(letters) for letters in zip(*lanes, strict=True))
