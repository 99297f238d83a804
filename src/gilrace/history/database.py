"""The database: SQLite in write-ahead mode, so that a killed writer leaves the last whole race behind.

Everything of a race, its packed recording included, is written in one transaction. Writers take turns;
one that waits longer than `WAIT_S` gives up.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import quote

from gilrace.errors import InputError

WAIT_S = 3.0
VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS race (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    scenario TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, started_at TEXT NOT NULL,
    mode TEXT NOT NULL, machine TEXT NOT NULL, machine_words TEXT NOT NULL, version TEXT NOT NULL,
    headline TEXT NOT NULL, confidence TEXT NOT NULL, seconds REAL NOT NULL, heats INTEGER NOT NULL,
    guessed INTEGER
);
CREATE TABLE IF NOT EXISTS lane (
    race INTEGER NOT NULL REFERENCES race ON DELETE CASCADE,
    place INTEGER NOT NULL, id TEXT NOT NULL, letter TEXT NOT NULL, name TEXT NOT NULL,
    status TEXT NOT NULL, rank INTEGER NOT NULL,
    wall REAL, low REAL, high REAL, rounds INTEGER, assumed INTEGER, speedup REAL,
    PRIMARY KEY (race, place)
);
CREATE TABLE IF NOT EXISTS recording (
    race INTEGER PRIMARY KEY REFERENCES race ON DELETE CASCADE,
    size INTEGER NOT NULL, packed BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS race_by_scenario ON race (scenario, id);
"""


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that is committed at the end, or has never been. Raises OSError and sqlite3.Error."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(_connect(path)) as connection:
        _prepare(connection)
        connection.execute("BEGIN IMMEDIATE")
        with connection:
            yield connection
        connection.executescript("PRAGMA incremental_vacuum")  # execute() would free one page only


@contextmanager
def reading(path: Path | None) -> Iterator[sqlite3.Connection | None]:
    """A connection that only reads; None where there is no history yet. Raises InputError."""
    try:
        if path is None or not path.exists():
            yield None
            return
        with closing(_open_to_read(path)) as connection:
            yield connection
    except (sqlite3.Error, OSError) as error:
        raise InputError(f"cannot read the history {path}: {error}", advice=ADVICE) from error


ADVICE = "Move that file away to begin a new one, or name another in GILRACE_HISTORY."


def _connect(path: Path, query: str = "") -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}{query}"
    connection = sqlite3.connect(uri, uri=True, timeout=WAIT_S, isolation_level=None)
    with _closed_if_of_no_use(connection):
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
    return connection


@contextmanager
def _closed_if_of_no_use(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except BaseException:
        connection.close()
        raise


def _open_to_read(path: Path) -> sqlite3.Connection:
    """Write-ahead mode needs files beside the database; where none can be made, it is read as it is."""
    connection = _connect(path, "?mode=ro")
    try:
        with _closed_if_of_no_use(connection):
            connection.execute("SELECT count(*) FROM race")
    except sqlite3.OperationalError as error:
        if "no such table" in str(error):
            return _empty()
        connection = _connect(path, "?mode=ro&immutable=1")
    with _closed_if_of_no_use(connection):
        _must_be_known(connection)
    return connection


def _must_be_known(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > VERSION:
        raise sqlite3.DatabaseError("it was written by a newer gilrace")
    return version


def _empty() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.executescript(SCHEMA)
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Make it what this version needs. Two that begin at the same time wait for each other."""
    if _must_be_known(connection) == VERSION:
        return
    _patiently(connection, "PRAGMA auto_vacuum = INCREMENTAL")
    _patiently(connection, "PRAGMA journal_mode = WAL")
    _patiently(connection, "BEGIN IMMEDIATE")
    with connection:
        for statement in SCHEMA.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _patiently(connection: sqlite3.Connection, statement: str) -> None:
    """Changing the journal's mode does not wait for others by itself."""
    deadline = monotonic() + WAIT_S
    while True:
        try:
            connection.execute(statement).fetchall()
            return
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or monotonic() > deadline:
                raise
            sleep(0.01)
