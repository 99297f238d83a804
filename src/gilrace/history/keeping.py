"""Keeping a race that has run to its end, and letting go of the oldest recordings."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.analysis.verdict import judge
from gilrace.errors import GilraceError
from gilrace.history.database import writing
from gilrace.history.fingerprint import machine_fingerprint, machine_words, scenario_digest
from gilrace.history.place import most_bytes, place
from gilrace.race.events import Event, to_line
from gilrace.race.state import RaceState, fold

if TYPE_CHECKING:
    from gilrace.analysis.standing import Standing, Verdict
    from gilrace.race.events import RaceOpened

LEVEL = 5  # of gzip: 6 gains 2 % in size and takes half as long again


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: a number, or why there is none. Both empty: nothing to keep, or switched off."""

    id: int | None = None
    problem: str = ""  # one sentence


def keep(
    events: Sequence[Event],
    path: Path | None = None,
    *,
    guessed: bool | None = None,
    file: Path | None = None,
    limit_bytes: int | None = None,
) -> Kept:
    """Keep a complete race; others are not kept. Never raises for what a disk or a file may do.

    ``path`` is the scenario's file, ``guessed`` whether the person's guess was right; ``file`` and
    ``limit_bytes`` are for other places than the user's own.
    """
    file = file or place()
    state = fold(events)
    if file is None or state.opened is None or state.closed != "complete":
        return Kept()
    try:
        limit = most_bytes() if limit_bytes is None else limit_bytes
        packed = pack(events)
        with writing(file) as connection:
            number = _insert_race(connection, state, state.opened, path, guessed)
            connection.execute("INSERT INTO recording VALUES (?, ?, ?)", (number, len(packed), packed))
            _prune(connection, limit)
        return Kept(number)
    except (sqlite3.Error, OSError, GilraceError) as error:
        return Kept(problem=f"this race is not in the history ({file}): {error}")


def pack(events: Sequence[Event]) -> bytes:
    """The recording as it would be in a file, compressed by gzip."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=LEVEL, mtime=0) as file:
        file.writelines(f"{to_line(event)}\n".encode() for event in events)
    return packed.getvalue()


def _insert_race(
    connection: sqlite3.Connection,
    state: RaceState,
    opened: RaceOpened,
    path: Path | None,
    guessed: bool | None,
) -> int:
    verdict = judge(state)
    row = {
        "scenario": opened.name,
        "path": os.fsencode(path.absolute()).decode("utf-8", "replace") if path else "",
        "digest": scenario_digest(opened, path),
        "started_at": opened.started_at,
        "mode": opened.mode,
        "machine": machine_fingerprint(opened.machine),
        "machine_words": machine_words(opened.machine),
        "version": opened.version,
        "headline": verdict.headline,
        "confidence": verdict.confidence,
        "seconds": state.t / 1e9,
        "heats": state.started_heats,
        "guessed": guessed,
    }
    number = _insert(connection, "race", row)
    _insert_lanes(connection, number, verdict)
    return number


def _insert_lanes(connection: sqlite3.Connection, number: int, verdict: Verdict) -> None:
    for at, standing in enumerate(verdict.standings):
        _insert(connection, "lane", {"race": number, "place": at, **_lane(standing)})


def _lane(standing: Standing) -> dict[str, object]:
    wall = standing.wall
    return {
        "id": standing.lane.id,
        "letter": standing.lane.letter,
        "name": standing.lane.name,
        "status": standing.status,
        "rank": standing.rank,
        "wall": wall.value if wall else None,
        "low": wall.low if wall else None,
        "high": wall.high if wall else None,
        "rounds": wall.rounds if wall else None,
        "assumed": wall.assumed if wall else None,
        "speedup": standing.speedup.value if standing.speedup else None,
    }


def _insert(connection: sqlite3.Connection, table: str, row: dict[str, object]) -> int:
    marks = ", ".join(f":{name}" for name in row)
    cursor = connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", row)
    return cursor.lastrowid or 0


def _prune(connection: sqlite3.Connection, limit: int) -> None:
    """Let the oldest recordings go until the rest fits; what is remembered of their races stays."""
    sizes = connection.execute("SELECT race, size FROM recording ORDER BY race DESC").fetchall()
    total = 0
    for number, size in sizes:
        total += size
        if total > limit:
            connection.execute("DELETE FROM recording WHERE race <= ?", (number,))
            return
