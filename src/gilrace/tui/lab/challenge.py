"""The challenge "break it": reach a failure by hand; the steps are counted against the fewest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gilrace.tui.lab.told import preemptions, seen_before

if TYPE_CHECKING:
    from gilrace.lab.explore.result import Exploration
    from gilrace.tui.lab.walk import Walk


@dataclass(frozen=True)
class Challenge:
    """How far somebody has got."""

    moves: int = 0  # steps made by hand, those taken back included
    over: bool = False
    words: str = ""  # how it ended

    def after(self, walk: Walk, found: Exploration | None) -> Challenge:
        """The challenge after one more move."""
        moved = replace(self, moves=self.moves + 1)
        how = _failure(walk)
        if how:
            return replace(moved, over=True, words=f"{moved.score(walk, found)} {how}")
        if not walk.moment.movable:
            return replace(moved, words="")
        return moved

    def score(self, walk: Walk, found: Exploration | None) -> str:
        """Steps and preemptions against the fewest possible."""
        switched = preemptions(walk.story, walk.at)
        taken = f"You broke it in {walk.at} steps with {_times(switched)}"
        taken += f" ({self.moves} moves in all)" if self.moves > walk.at else ""
        return f"{taken}{_fewest(found)}."


def _failure(walk: Walk) -> str:
    end = walk.story.outcome
    if not walk.ahead and end is not None and end.failed:
        return f"{end.kind}: {end.message}."
    earlier = seen_before(walk.story, walk.at)
    if earlier is not None and {"livelock", "starvation"} & set(walk.story.demo.fails):
        return f"All is as it was after step {earlier}: this can go on for ever."
    return ""


def _fewest(found: Exploration | None) -> str:
    if found is None or not found.tally.failures:
        return ""
    tally = found.tally
    steps = min(map(_length, (*tally.schedules, *(failure.schedule for failure in tally.failures))))
    least = [failure.preemptions for failure in tally.failures if failure.preemptions is not None]
    return f"; the fewest are {steps} steps" + (f" and {_times(min(least))}" if least else "")


def _length(schedule: str) -> int:
    return sum(sign.isalpha() for sign in schedule)


def _times(count: int) -> str:
    return "1 preemption" if count == 1 else f"{count} preemptions"
