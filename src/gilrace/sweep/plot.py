"""A curve as signs on a grid of cells: measured points, ideal, Amdahl, USL; told apart by line style alone.

Ideal is dotted, Amdahl dashed, USL solid, measured points are discs. With braille signs a cell holds 2 x 4
dots; without, a cell holds one sign a line: ``.`` ideal, ``-`` Amdahl, ``+`` USL, ``O`` measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from gilrace.sweep.curves import Curve

ROLES = ("point", "usl", "amdahl", "ideal")  # who is seen where several meet, first comes first
BRAILLE, DISC = 0x2800, "●"
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # [row][column] of a cell
_SIGNS = {"point": "O", "usl": "+", "amdahl": "-", "ideal": "."}
_STYLES: dict[str, tuple[int, int]] = {"ideal": (5, 1), "amdahl": (6, 4), "usl": (1, 1)}  # period, inked


class Cell(NamedTuple):
    """A sign and whose line it is; role "" for axes and blanks."""

    sign: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """What to draw, and how. ``cells`` and ``rows`` are the whole picture with its axes."""

    curve: Curve
    cells: int = 60
    rows: int = 14
    log: bool = False
    fits: bool = True
    braille: bool = True

    @property
    def most(self) -> int:
        """The most workers."""
        return max((p.workers for p in self.curve.points), default=1)

    @property
    def top(self) -> float:
        """The speed-up at the upper edge."""
        return max([*(p.speedup for p in self.curve.points), 1.0]) * 1.15

    def across(self, workers: float) -> float:
        """Where a number of workers stands, 0..1."""
        if self.most <= 1:
            return 0.0
        if self.log:
            return math.log(workers) / math.log(self.most)
        return (workers - 1) / (self.most - 1)

    def workers_at(self, share: float) -> float:
        """The number of workers there: the other way round."""
        return float(self.most**share) if self.log else 1 + share * (self.most - 1)


LEFT = 6  # cells of the labels and the axis


def plot(asked: Plot) -> list[list[Cell]]:
    """Rows of cells, the axes below and at the left."""
    wide, high = max(asked.cells - LEFT, 10), max(asked.rows - 2, 4)
    body = _inked(asked, wide, high)
    labels = _heights(asked, high)
    upright = "│" if asked.braille else "|"
    rows = [[*(Cell(c) for c in f"{labels.get(k, ''):>4} {upright}"), *row] for k, row in enumerate(body)]
    return [*rows, *([Cell(c) for c in line] for line in _axis(asked, wide))]


def _inked(asked: Plot, wide: int, high: int) -> list[list[Cell]]:
    across, up = (2, 4) if asked.braille else (1, 1)
    dots: dict[tuple[int, int], dict[str, int]] = {}
    for role, law in _lines(asked):
        for x, y in _strokes(asked, law, wide * across, high * up, _STYLES[role] if across == 2 else (1, 1)):
            cell = dots.setdefault((y // up, x // across), {})
            cell[role] = cell.get(role, 0) | _DOTS[y % up][x % across]
    body = [[_cell(dots.get((row, k), {}), asked.braille) for k in range(wide)] for row in range(high)]
    for point in asked.curve.points:
        row = min(max(round((1 - point.speedup / asked.top) * (high - 1)), 0), high - 1)
        at = min(round(asked.across(point.workers) * (wide - 1)), wide - 1)
        body[row][at] = Cell(DISC if asked.braille else _SIGNS["point"], "point")
    return body


def _lines(asked: Plot) -> Iterator[tuple[str, Callable[[float], float]]]:
    yield "ideal", lambda workers: workers
    laws = asked.curve.laws
    if laws is not None and asked.fits:
        yield "amdahl", laws.amdahl.at
        yield "usl", laws.usl.at


def _strokes(
    asked: Plot, law: Callable[[float], float], wide: int, high: int, style: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """The dots of a line, its gaps filled upwards and downwards; what is above the picture is left out."""
    period, inked = style
    length, before = 0, None
    for x in range(wide):
        y = round((1 - law(asked.workers_at(x / max(wide - 1, 1))) / asked.top) * (high - 1))
        steps = [y] if before is None else range(before, y, 1 if y > before else -1) or [y]
        for step in steps:
            if length % period < inked and 0 <= step < high:
                yield x, step
            length += 1
        before = y


def _cell(inked: dict[str, int], braille: bool) -> Cell:
    role = next((one for one in ROLES if one in inked), "")
    if not role:
        return Cell(" ")
    if not braille:
        return Cell(_SIGNS[role], role)
    return Cell(chr(BRAILLE + sum({bit for bits in inked.values() for bit in _bits(bits)})), role)


def _bits(mask: int) -> Iterator[int]:
    return (1 << k for k in range(8) if mask >> k & 1)


def _heights(asked: Plot, high: int) -> dict[int, str]:
    """Row by label: whole speed-ups, at most one every other row."""
    step = next(s for s in _steps() if asked.top / s <= max(high / 2, 1))
    marks = [k * step for k in range(int(asked.top / step) + 1)]
    return {round((1 - mark / asked.top) * (high - 1)): f"{mark:g}×" for mark in marks}


def _steps() -> Iterator[float]:
    yield 0.5
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


def _axis(asked: Plot, wide: int) -> tuple[str, str]:
    line = "└" + "─" * wide if asked.braille else "+" + "-" * wide
    labels = [" "] * (wide + 3)
    for workers in sorted({p.workers for p in asked.curve.points}):
        text, at = str(workers), round(asked.across(workers) * (wide - 1))
        start = min(at, wide - len(text))
        if all(sign == " " for sign in labels[max(start - 1, 0) : start + len(text) + 1]):
            labels[start : start + len(text)] = text
    return " " * (LEFT - 1) + line, " " * LEFT + "".join(labels[:wide]).rstrip()


def words(row: list[Cell]) -> str:
    """The signs alone."""
    return "".join(cell.sign for cell in row).rstrip()


def legend(asked: Plot) -> str:
    """Which sign is which line."""
    signs = {"point": DISC, "ideal": "⠂⠂", "amdahl": "⠒ ⠒", "usl": "⠒⠒"} if asked.braille else _SIGNS
    shown = ["point", "ideal", *(("amdahl", "usl") if asked.curve.laws and asked.fits else ())]
    names = {"point": "measured", "ideal": "ideal", "amdahl": "Amdahl", "usl": "USL"}
    return "  ".join(f"{signs[role]} {names[role]}" for role in shown)
