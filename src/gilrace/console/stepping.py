"""The stepper without a screen: every step a sentence, every choice a line of input."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gilrace.errors import InputError
from gilrace.lab.explore.slowwords import slow_sentences
from gilrace.lab.explore.words import ending, headline, sentences, waiting
from gilrace.lab.rehearsal.records import exploration_from, slow_motion_from, story_from
from gilrace.lab.rehearsal.rehearsing import Rehearsing

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.explore.story import Story

LONGEST = 500  # steps after which it ends by itself
CHOICES = (
    "A number steps that actor, Enter whoever is next; back, x a failing way, l the next guard, "
    "m the bytecode of whoever is next (m 2: of the second), end:"
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Place:
    """Where somebody is: under which guard, after which steps; which failing way was shown last."""

    rehearsing: Rehearsing
    guard: str = ""
    schedule: str = ""
    shown: int = 0

    @property
    def story(self) -> Story:
        """What has happened so far."""
        return self.told("tell", self.schedule)

    def told(self, do: str, schedule: str, **arguments: int) -> Story:
        """The story of a schedule, or of one with one more step."""
        asked = {"guard": self.guard, "model": "free", "schedule": schedule, **arguments}
        return story_from(self.rehearsing.ask(do, **asked), self.rehearsing.demo)

    @property
    def explored(self) -> Exploration:
        """What exploring every interleaving finds."""
        found = self.rehearsing.ask("explore", guard=self.guard, model="free")
        del found["leaves"]
        return exploration_from(found)


def step_by_step(demo: Demo, ask: Callable[[str], str], say: Say) -> None:
    """Step a demo by hand until "end", or Enter at its end. ``ask`` prompts for a line; "" is Enter.

    It is played in a process of its own. Raises `InputError` when that does not come to an end.
    """
    with Rehearsing(demo.file, demo.settings.get("actors")) as rehearsing:
        _go_on(Place(rehearsing), ask, say)


def _go_on(here: Place, ask: Callable[[str], str], say: Say) -> None:
    say(here.rehearsing.demo.summary)
    say(f"{headline(here.explored)}.")
    while True:
        story = here.story
        for line in _now(story):
            say(line)
        answer = ask(CHOICES).strip().lower()
        if answer in ("end", "q", "quit") or (not answer and _over(story)):
            return
        here = _after(here, story, answer, say)


def _over(story: Story) -> bool:
    return not story.moments[-1].movable or len(story.steps) >= LONGEST


def _now(story: Story) -> list[str]:
    """Shared values, who waits, who can go on."""
    moment = story.moments[-1]
    values = ", ".join(f"{name} is {value}" for name, value in moment.values)
    lines = [f"{values}."] if values else []
    lines += [f"{line}." for line in waiting(moment)]
    if not moment.movable:
        return lines
    able = ", ".join(f"{actor + 1} {moment.actors[actor].name}" for actor in moment.movable)
    return [*lines, f"Can go on: {able}."]


def _after(here: Place, story: Story, answer: str, say: Say) -> Place:
    """The place after an answer; what happened is said."""
    if answer in ("back", "b"):
        say("One step back." if story.steps else "This is the start.")
        return replace(here, schedule="".join(step.letters for step in story.steps[:-1]))
    if answer == "l":
        return _next_guard(here, say)
    if answer == "x":
        return _failing(here, say)
    if answer.split()[:1] == ["m"]:
        return _closely(here, story, answer.split()[1:], say)
    if answer and not answer.isdigit():
        say(f"{answer!r} is none of these.")
        return here
    return _step(here, story, int(answer) - 1 if answer else _favourite(story), say)


def _favourite(story: Story) -> int:
    last = story.steps[-1].actor if story.steps else -1
    movable = story.moments[-1].movable
    if last in movable or not movable:
        return max(last, 0)
    return movable[0]


def _step(here: Place, story: Story, actor: int, say: Say) -> Place:
    if actor not in story.moments[-1].movable:
        known = 0 <= actor < len(story.moments[-1].actors)
        say(
            f"{story.moments[-1].actors[actor].name} cannot go on."
            if known
            else f"There is no actor {actor + 1}."
        )
        return here
    after = here.told("step", here.schedule, actor=actor)
    say([*sentences(after)][-2])
    if after.outcome is not None:
        say(ending(after))
    return replace(here, schedule=after.schedule)


def _closely(here: Place, story: Story, whom: list[str], say: Say) -> Place:
    """What an actor does, instruction by instruction; alone, from its beginning."""
    chosen = whom[0] if whom else str(_favourite(story) + 1)
    try:
        told = here.rehearsing.ask("magnify", guard=here.guard, actor=chosen, line=None)
        for line in slow_sentences(slow_motion_from(told)):
            say(line)
    except InputError as error:
        say(str(error))
    return here


def _next_guard(here: Place, say: Say) -> Place:
    demo = here.rehearsing.demo
    names = ("", *demo.guard_names)
    guard = names[(names.index(here.guard) + 1) % len(names)]
    say(f"Guard {guard} is on: {demo.guard(guard).summary}" if guard else "The guard is off.")
    there = Place(here.rehearsing, guard)
    say(f"{headline(there.explored)}.")
    return there


def _failing(here: Place, say: Say) -> Place:
    tally = here.explored.tally
    ways = list(dict.fromkeys((*(failure.schedule for failure in tally.failures), *tally.schedules)))
    if not ways:
        say("No interleaving fails.")
        return here
    way = ways[here.shown % len(ways)]
    story = here.told("tell", way)
    say(f"Schedule {way}:")
    for line in sentences(story):
        say(line)
    return replace(here, schedule=story.schedule, shown=here.shown + 1)
