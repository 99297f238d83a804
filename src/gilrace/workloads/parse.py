"""Parsing documents: JSON or CSV, read from files and turned into Python objects, which needs the GIL."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gilrace.errors import InputError
from gilrace.lane.work import Workload

SPEC = Workload(
    name="parse",
    summary="Read documents and parse them: JSON or CSV.",
    kind="cpu",
    settings={"format": "json", "rows": 2_000, "folder": ""},
    default_items=120,
)

DOCUMENTS = 8  # different ones; items share them
TOWNS = ("Aachen", "Bergen", "Cadiz", "Delft", "Evora", "Fano", "Ghent", "Hull")
Row = dict[str, Any]


def call(item: int, format: str = "json", rows: int = 2_000, folder: str = "") -> tuple[int, int, int]:
    """Rows, their amounts added up, and the largest amount of the item's document.

    Raises OSError when the document cannot be read.
    """
    text = _path(folder, item % DOCUMENTS, format).read_text("utf-8")
    amounts = [row["amount"] for row in json.loads(text)] if format == "json" else _amounts(text)
    return len(amounts), sum(amounts), max(amounts)


def _amounts(text: str) -> list[int]:
    return [int(row["amount"]) for row in csv.DictReader(text.splitlines())]


@contextmanager
def prepare(
    scratch: Path, items: object, settings: Mapping[str, Any], server: object
) -> Iterator[dict[str, Any]]:
    """Write the documents, unless the settings name a ``folder``. Raises InputError."""
    wished = settings["format"]
    if wished not in WRITERS:
        raise InputError(f"no document is written as {wished!r}", advice=f"Choose {' or '.join(WRITERS)}.")
    if settings["folder"]:
        yield {}
        return
    folder = scratch / "documents"
    folder.mkdir()
    for number in range(DOCUMENTS):
        text = WRITERS[wished](rows_of(number, int(settings["rows"])))
        _path(folder, number, wished).write_text(text, "utf-8")
    try:
        yield {"folder": str(folder)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def rows_of(number: int, rows: int) -> list[Row]:
    """The rows of a document: always the same for the same number."""
    stream = hashlib.shake_128(b"document %d" % number).digest(rows * 3)
    return [
        {
            "id": row,
            "town": TOWNS[stream[3 * row] % len(TOWNS)],
            "amount": int.from_bytes(stream[3 * row + 1 : 3 * row + 3], "big"),
            "paid": bool(stream[3 * row] & 8),
        }
        for row in range(rows)
    ]


def _as_csv(rows: list[Row]) -> str:
    lines = [",".join(str(value) for value in row.values()) for row in rows]
    return "\n".join((",".join(rows[0]) if rows else "id", *lines))


WRITERS: dict[str, Callable[[list[Row]], str]] = {"json": json.dumps, "csv": _as_csv}


def _path(folder: str | Path, number: int, format: str) -> Path:
    return Path(folder) / f"{number}.{format}"
