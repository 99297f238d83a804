"""Finding edges in a picture, a row an item: Sobel's filter over a real file, in pure Python."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import hypot, sin
from pathlib import Path
from typing import Any

from gilrace.lane.work import ItemError, Workload

SPEC = Workload(
    name="edges",
    summary="Find the edges of a picture row by row, in pure Python.",
    kind="cpu",
    settings={"width": 800, "source": "", "picture": ""},
    default_items=600,
)

Item = Sequence[int]


def items(count: int) -> list[tuple[int, int]]:
    """``(row, rows)`` of a picture as many rows high."""
    return [(row, count) for row in range(count)]


def call(item: Item, width: int = 800, source: str = "", picture: str = "") -> bytes:
    """A row of edge strengths, a byte each: Sobel's operator on the row and its neighbours in ``source``.

    Rows and columns beyond the picture repeat its rim. ``picture`` is for `finish`. Raises OSError.
    """
    row, rows = item
    with open(source, "rb") as file:
        above, here, below = (
            os.pread(file.fileno(), width, max(0, min(place, rows - 1)) * width)
            for place in (row - 1, row, row + 1)
        )
    return bytes(_strength(above, here, below, column, width) for column in range(width))


def _strength(above: bytes, here: bytes, below: bytes, column: int, width: int) -> int:
    """Length of the gradient by Sobel's two 3 by 3 kernels, at most 255."""
    left, right = max(column - 1, 0), min(column + 1, width - 1)
    across = above[right] - above[left] + 2 * (here[right] - here[left]) + below[right] - below[left]
    down = below[left] - above[left] + 2 * (below[column] - above[column]) + below[right] - above[right]
    return min(int(hypot(across, down)), 255)


@contextmanager
def prepare(
    scratch: Path, items: object, settings: Mapping[str, Any], server: object
) -> Iterator[dict[str, Any]]:
    """Draw the picture to filter; find out whether the result can be written. Raises InputError."""
    from gilrace.workloads.pictures import checked_path

    rows = items if isinstance(items, int) else SPEC.default_items
    source = scratch / "source.gray"
    source.write_bytes(b"".join(drawn(row, int(settings["width"])) for row in range(rows)))
    wished = settings.get("picture", "")
    place = {"picture": os.fspath(checked_path(wished))} if wished else {}
    try:
        yield {"source": str(source), **place}
    finally:
        source.unlink(missing_ok=True)


def drawn(row: int, width: int) -> bytes:
    """A row of the picture to filter: rings and stripes of grey."""
    return bytes(_grey(column - width / 2, row - width / 3) for column in range(width))


def _grey(x: float, y: float) -> int:
    return int(127.5 + 63 * sin(hypot(x, y) / 9) + 63 * sin(x / 23 + y / 41))


def finish(results: Sequence[Any], settings: Mapping[str, Any]) -> None:
    """Write the picture that ``picture`` asks for, unless a row is missing. Raises LaneError."""
    from gilrace.workloads.pictures import write

    wished = settings.get("picture", "")
    if wished and not any(isinstance(row, ItemError) for row in results):
        write(Path(wished), results, [(shade, shade, shade) for shade in range(256)])
