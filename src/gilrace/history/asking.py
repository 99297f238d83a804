"""Asking for past races. Where there is no history, or it is switched off, the answers are empty."""

from __future__ import annotations

import gzip
import io
import shutil
import sqlite3
import statistics
import tempfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.analysis.statistics import Estimate
from gilrace.errors import GilraceError, InputError, RecordingError
from gilrace.history.database import reading
from gilrace.history.past import PastLane, PastRun, Summary
from gilrace.history.place import place
from gilrace.race.stored import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gilrace.race.events import Event

RUNS = "SELECT race.*, recording.race AS kept FROM race LEFT JOIN recording ON recording.race = race.id"
FEW = 5  # races that tell how long the next one takes


def last(scenario: str = "", n: int = 10, *, file: Path | None = None) -> list[PastRun]:
    """The latest ``n`` races of a scenario, or of all; newest first. Raises InputError for a broken file."""
    with reading(file or place()) as connection:
        if connection is None:
            return []
        where = " WHERE scenario = :scenario" if scenario else ""
        rows = connection.execute(
            f"{RUNS}{where} ORDER BY race.id DESC LIMIT :n", {"scenario": scenario, "n": n}
        )
        return [_run(connection, row) for row in rows.fetchall()]


def run(number: int, *, file: Path | None = None) -> PastRun | None:
    """The race of that number."""
    with reading(file or place()) as connection:
        if connection is None:
            return None
        row = connection.execute(f"{RUNS} WHERE race.id = ?", (number,)).fetchone()
        return _run(connection, row) if row else None


def summaries(*, file: Path | None = None) -> dict[str, Summary]:
    """By scenario: how often it was raced here, its latest race, and guesses. Never raises."""
    try:
        with reading(file or place()) as connection:
            if connection is None:
                return {}
            rows = connection.execute(
                "SELECT max(id), count(*), count(guessed), total(guessed) FROM race GROUP BY scenario"
            )
            return dict(_summary(connection, *row) for row in rows.fetchall())
    except GilraceError:
        return {}


def _summary(
    connection: sqlite3.Connection, newest: int, runs: int, guesses: int, right: float
) -> tuple[str, Summary]:
    row = connection.execute(f"{RUNS} WHERE race.id = ?", (newest,)).fetchone()
    found = _run(connection, row)
    return found.scenario, Summary(runs, found, guesses, int(right))


def expected_seconds(scenario: str, heats: int = 0, *, file: Path | None = None) -> float | None:
    """How long the next fair race of it will take here: the median of the latest, scaled to ``heats`` heats.

    Only races of the same file on the same machine as the newest count. None without any. Never raises.
    """
    try:
        fair = [past for past in last(scenario, 20, file=file) if past.mode == "fair"]
    except GilraceError:
        return None
    alike = [x for x in fair if (x.digest, x.machine) == (fair[0].digest, fair[0].machine) and x.heats]
    if not alike:
        return None
    heats = heats or alike[0].heats
    return statistics.median(past.seconds / past.heats for past in alike[:FEW]) * heats


def recorded(name: str, *, file: Path | None = None) -> Sequence[Event]:
    """The events of a recording: a file, or the number of a past race. Raises InputError."""
    if Path(name).exists():
        return load(Path(name))
    if not _is_number(name):
        raise InputError(
            f"{name} is neither a recording nor the number of a past race",
            advice="`gilrace history` shows the numbers.",
        )
    with reading(file or place()) as connection:
        row = (
            connection
            and connection.execute("SELECT packed FROM recording WHERE race = ?", (int(name),)).fetchone()
        )
        if not row:
            raise _gone(name, connection)
        return _unpacked(row["packed"], name)


def _is_number(name: str) -> bool:
    return name.isascii() and name.isdecimal() and len(name) <= 18


def _gone(name: str, connection: sqlite3.Connection | None) -> InputError:
    known = connection and connection.execute("SELECT 1 FROM race WHERE id = ?", (int(name),)).fetchone()
    if known:
        return InputError(
            f"the recording of race {name} is no longer kept",
            advice="Set GILRACE_HISTORY_MB to keep more of them.",
        )
    return InputError(f"there is no race {name} in the history", advice="`gilrace history` shows them.")


def _unpacked(packed: bytes, name: str) -> Sequence[Event]:
    """By way of a file, which `load` leaves on disk where it is large."""
    try:
        with (
            gzip.GzipFile(fileobj=io.BytesIO(packed)) as unpacking,
            tempfile.NamedTemporaryFile(prefix="gilrace-") as file,
        ):
            shutil.copyfileobj(unpacking, file)
            file.flush()
            return load(Path(file.name))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"the recording of race {name} cannot be read: {error}") from error
    except RecordingError as error:
        raise InputError(f"the recording of race {name} cannot be read") from error


def _run(connection: sqlite3.Connection, row: sqlite3.Row) -> PastRun:
    values = {key: row[key] for key in row.keys() if key not in ("kept", "guessed")}  # noqa: SIM118
    lanes = connection.execute("SELECT * FROM lane WHERE race = ? ORDER BY place", (row["id"],)).fetchall()
    guessed = None if row["guessed"] is None else bool(row["guessed"])
    return PastRun(**values, recorded=row["kept"] is not None, guessed=guessed, lanes=_lanes(lanes))


def _lanes(rows: Sequence[sqlite3.Row]) -> tuple[PastLane, ...]:
    return tuple(
        PastLane(
            row["id"], row["letter"], row["name"], row["status"], row["rank"], _wall(row), row["speedup"]
        )
        for row in rows
    )


def _wall(row: sqlite3.Row) -> Estimate | None:
    if row["wall"] is None:
        return None
    return Estimate(row["wall"], row["low"], row["high"], row["rounds"], bool(row["assumed"]))
