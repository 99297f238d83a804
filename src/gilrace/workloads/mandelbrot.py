"""The Mandelbrot set, a row an item: uneven work, and a picture to show for it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from gilrace.lane.work import ItemError, Workload

SPEC = Workload(
    name="mandelbrot",
    summary="Draw the Mandelbrot set row by row, in pure Python.",
    kind="cpu",
    settings={"width": 640, "iterations": 200, "picture": ""},
    default_items=480,
)

HEIGHT = 2.5  # of the part of the plane shown
CENTRE = -0.7

Item = int | Sequence[int]


def items(count: int) -> list[tuple[int, int]]:
    """``(row, rows)`` of a picture as many rows high."""
    return [(row, count) for row in range(count)]


def call(item: Item, width: int = 640, iterations: int = 200, picture: str = "") -> bytes:
    """A row of pixels, a byte each: 0 inside the set, else 1..255 by how soon the point escapes.

    ``item`` is ``(row, rows)``, or a row of a picture of 4:3. ``picture`` is for `finish`.
    """
    row, rows = (item, max(width * 3 // 4, 1)) if isinstance(item, int) else item
    step = HEIGHT / rows
    y = (row + 0.5) * step - HEIGHT / 2
    left = CENTRE - width * step / 2
    return bytes(_shade(left + (column + 0.5) * step, y, iterations) for column in range(width))


def _shade(x: float, y: float, iterations: int) -> int:
    a = b = aa = bb = 0.0
    for turn in range(iterations):
        b = 2.0 * a * b + y
        a = aa - bb + x
        aa = a * a
        bb = b * b
        if aa + bb > 4.0:
            return turn % 255 + 1
    return 0


@contextmanager
def prepare(
    scratch: Path, items: object, settings: Mapping[str, Any], server: object
) -> Iterator[dict[str, Any]]:
    """Find out before the race whether the picture can be written. Raises InputError."""
    from gilrace.workloads.pictures import checked_path

    wished = settings.get("picture", "")
    yield {"picture": os.fspath(checked_path(wished))} if wished else {}


def finish(results: Sequence[Any], settings: Mapping[str, Any]) -> None:
    """Write the picture that ``picture`` asks for, unless a row is missing. Raises LaneError."""
    wished = settings.get("picture", "")
    if wished and not any(isinstance(row, ItemError) for row in results):
        picture(results, Path(wished))


def picture(results: Sequence[bytes], path: Path) -> None:
    """Write the rows as a picture: PNG, or PPM by the suffix. Raises LaneError."""
    from gilrace.workloads.pictures import write

    write(path, results, palette())


def palette() -> list[tuple[int, int, int]]:
    """Black, then 255 colours from deep blue over gold to white: a colour a byte."""
    return [(0, 0, 0), *(_colour((turn % 64) / 64) for turn in range(255))]


def _colour(share: float) -> tuple[int, int, int]:
    rest = 1.0 - share
    red = 9.0 * rest * share**3
    green = 15.0 * rest**2 * share**2
    blue = 8.5 * rest**3 * share + 0.15
    return int(255 * min(red, 1.0)), int(255 * min(green, 1.0)), int(255 * min(blue, 1.0))
