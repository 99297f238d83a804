"""A straight scale from values to pixels, with round marks."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """``top`` is the value at the right end, ``left`` and ``width`` are pixels."""

    top: float
    left: float
    width: float

    def at(self, value: float) -> float:
        """The pixel of a value; beyond the ends, the end."""
        share = value / self.top if self.top > 0 else 0.0
        return self.left + self.width * min(max(share, 0.0), 1.0)

    def marks(self, most: int = 8) -> list[float]:
        """Round values from 0 to ``top``: steps of 1, 2 or 5 times a power of ten, at most so many."""
        if not 0 < self.top < math.inf:
            return [0.0]
        power = 10.0 ** math.floor(math.log10(self.top / most))
        step = next(power * k for k in (1, 2, 5, 10) if self.top / (power * k) <= most)
        return [step * k for k in range(int(self.top / step + 1e-9) + 1)]
