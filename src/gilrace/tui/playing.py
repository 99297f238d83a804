"""The clock of a replay: a position that moves with the time that passes, at a speed, within bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

SPEEDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0)


@dataclass(frozen=True, slots=True)
class Playing:
    """Where a replay is. Times are ns."""

    length: int
    t: int = 0
    speed: float = 1.0
    playing: bool = True

    def after(self, passed_ns: int) -> Playing:
        """The replay after so much real time; it stops at the end."""
        if not self.playing:
            return self
        return self._to(self.t + int(passed_ns * self.speed))

    def seek(self, by_ns: int) -> Playing:
        """Earlier or later."""
        return self._to(self.t + by_ns)

    def jump(self, moments: Sequence[int], way: int) -> Playing:
        """To the next of these moments, or the one before."""
        ahead = [m for m in moments if (m > self.t if way > 0 else m < self.t)]
        return replace(self._to(min(ahead) if way > 0 else max(ahead)), playing=False) if ahead else self

    def faster(self, way: int) -> Playing:
        """The next of `SPEEDS`, up or down."""
        at = min(range(len(SPEEDS)), key=lambda k: abs(SPEEDS[k] - self.speed))
        return replace(self, speed=SPEEDS[min(max(at + way, 0), len(SPEEDS) - 1)])

    def toggled(self) -> Playing:
        """Stopped or going; from the end, from the start again."""
        if not self.playing and self.t >= self.length:
            return replace(self, t=0, playing=True)
        return replace(self, playing=not self.playing)

    def _to(self, t: int) -> Playing:
        t = min(max(t, 0), self.length)
        return replace(self, t=t, playing=self.playing and t < self.length)
