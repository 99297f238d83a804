"""The lines that matter in a demo's source: where one actor touches what another one touches, too.

Told by one run of the models, every actor after the other: whatever collides there is the race's window,
or what a guard puts around it. It needs no hint in the demo, so it works for a file of the user's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gilrace.errors import InputError
from gilrace.lab.explore.words import DOES
from gilrace.lab.rehearsal.records import exploration_from, story_from

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.story import Mark, Story
    from gilrace.tui.lab.rehearsal import Rehearsal

Window = Mapping[int, str]  # line -> what is done there
PATIENCE_S = 5.0
QUIET = ("start", "release")


def window(story: Story) -> dict[int, str]:
    """The lines in the demo's own file on which actors meet, and in words what they do there."""
    found: dict[int, list[str]] = {}
    for mark in _meeting(story) or _all(story):
        if mark.place.file == story.demo.file and mark.verb not in QUIET:
            words = found.setdefault(mark.place.line, [])
            words += [does for does in [DOES.get(mark.verb, f"{mark.verb}s")] if does not in words]
    waiting = [actor for actor in story.moments[-1].actors if actor.status == "blocked" and actor.place]
    for actor in waiting:
        if actor.place and actor.place.file == story.demo.file:
            found.setdefault(actor.place.line, [DOES.get(actor.verb, f"{actor.verb}s")])
    return {number: ", ".join(words) for number, words in sorted(found.items())}


def _meeting(story: Story) -> list[Mark]:
    pairs = [(later, one) for later, step in enumerate(story.steps) for one in step.conflicts]
    steps = sorted({number for pair in pairs for number in pair})
    return [mark for number in steps for mark in story.steps[number].marks]


def _all(story: Story) -> Iterator[Mark]:
    return (mark for step in story.steps for mark in step.marks)


async def ask(rehearsal: Rehearsal, demo: Demo, guard: str) -> dict[int, str]:
    """The window with a guard, "" for none. Empty where the models cannot tell it."""
    try:
        return window(story_from(await _told(rehearsal, guard), demo))
    except InputError:
        return {}


async def _told(rehearsal: Rehearsal, guard: str) -> Any:
    """One after the other; where that has no end, a schedule that fails."""
    asked = {"guard": guard, "model": "free"}
    try:
        return await rehearsal.ask("tell", PATIENCE_S, schedule="", finish=True, **asked)
    except InputError:
        found = exploration_from(await rehearsal.ask("explore", PATIENCE_S, **asked))
        schedules = [failure.schedule for failure in found.tally.failures]
        return await rehearsal.ask("tell", PATIENCE_S, schedule="".join(schedules[:1]), **asked)
