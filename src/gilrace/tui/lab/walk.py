"""A way through a demo: a story, and the moment one stands at. What comes after may be known already."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.lab.explore.story import Moment, Story


@dataclass(frozen=True)
class Walk:
    """Where a person is in a story."""

    story: Story
    at: int = 0
    failing: int = -1  # which of the failing interleavings this is, -1 for none
    loop: str = ""  # the letters that repeat for ever after it

    @property
    def moment(self) -> Moment:
        """What is so now."""
        return self.story.moments[self.at]

    @property
    def ahead(self) -> bool:
        """Whether a next step is known."""
        return self.at < len(self.story.steps)

    @property
    def over(self) -> bool:
        """Whether nobody can go on, or all that comes is a loop."""
        return not self.ahead and (not self.moment.movable or bool(self.loop))

    @property
    def schedule(self) -> str:
        """The letters of the steps up to now."""
        return "".join(step.letters for step in self.story.steps[: self.at])

    def moved(self, by: int) -> Walk:
        """Along the known steps, as far as they go."""
        return replace(self, at=min(max(self.at + by, 0), len(self.story.steps)))

    def favourite(self, chance: random.Random | None = None) -> int:
        """Who goes on: whoever moved last, if that is possible; with ``chance`` anybody who can."""
        movable = self.moment.movable
        if chance is not None:
            return chance.choice(movable)
        last = self.story.steps[self.at - 1].actor if self.at else -1
        return last if last in movable else movable[0]

    def why_not(self, actor: int) -> str:
        """Why an actor cannot make a step."""
        view = self.moment.actors[actor]
        if view.status != "blocked":
            return f"{view.name} has {view.status}."
        by = " and ".join(self.moment.actors[other].name for other in view.waits_on)
        return f"{view.name} cannot move: it waits for {view.waits_for}" + (f", held by {by}." if by else ".")


def loop_of(schedule: str) -> str:
    """What repeats in a schedule that ends in a loop: ``ABAB``."""
    return schedule.partition("(")[2].rstrip(")")
