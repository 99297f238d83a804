"""What a story shows at one of its moments, worked out for drawing: pure functions of a story."""

from __future__ import annotations

from typing import NamedTuple

from gilrace.lab.explore.story import Mark, Step, Story
from gilrace.lab.explore.words import mark_words


class Change(NamedTuple):
    """A value a shared thing has had, and the actor who put it there (-1: setup)."""

    actor: int
    value: str


def histories(story: Story, at: int) -> dict[str, tuple[Change, ...]]:
    """Every shared value from the start up to moment ``at``; what was written anew counts."""
    found: dict[str, list[Change]] = {name: [Change(-1, v)] for name, v in story.moments[0].values}
    for step, moment in zip(story.steps[:at], story.moments[1:], strict=False):
        for name, value in moment.values:
            past = found.setdefault(name, [])
            if not past or past[-1].value != value or _writes(step, name):
                past.append(Change(step.actor, value))
    return {name: tuple(past) for name, past in found.items()}


def _writes(step: Step, name: str) -> bool:
    return any(mark.verb == "write" and mark.object == name for mark in step.marks)


def old_copies(story: Story, at: int) -> dict[int, tuple[str, ...]]:
    """For each unfinished actor, what it has read that somebody else has written since."""
    read: dict[int, set[str]] = {}
    old: dict[int, set[str]] = {}
    for step in story.steps[:at]:
        for mark in step.marks:
            if mark.verb == "read":
                read.setdefault(step.actor, set()).add(mark.object)
                old.get(step.actor, set()).discard(mark.object)
            elif mark.verb == "write":
                _overwritten(step.actor, mark.object, read, old)
    alive = {k for k, view in enumerate(story.moments[at].actors) if view.status in ("ready", "blocked")}
    return {actor: tuple(sorted(names)) for actor, names in old.items() if names and actor in alive}


def _overwritten(writer: int, name: str, read: dict[int, set[str]], old: dict[int, set[str]]) -> None:
    for actor, names in read.items():
        if name not in names:
            continue
        if actor == writer:
            names.discard(name)
            old.get(actor, set()).discard(name)
        else:
            old.setdefault(actor, set()).add(name)


def pair(story: Story, at: int) -> tuple[int, int] | None:
    """The step made last and the latest earlier one of somebody else that touches the same."""
    if at and story.steps[at - 1].conflicts:
        return story.steps[at - 1].conflicts[-1], at - 1
    return None


def preemptions(story: Story, at: int) -> int:
    """How often, up to a moment, an actor was left that could have gone on."""
    steps = story.steps[:at]
    return sum(
        before.actor != after.actor and before.actor in story.moments[number].movable
        for number, (before, after) in enumerate(zip(steps, steps[1:], strict=False), 1)
    )


def focus(story: Story, at: int) -> int:
    """Whose place is looked at: who moves next where that is known, else who moved last."""
    if at < len(story.steps):
        return story.steps[at].actor
    return story.steps[-1].actor if story.steps else 0


def deed(step: Step) -> str:
    """A step in a few words."""
    return ", ".join(_mark(mark) for mark in step.marks) or "goes on"


def _mark(mark: Mark) -> str:
    if mark.value is not None and mark.verb in ("read", "write"):
        return f"{mark.verb}s {mark.object} {'→' if mark.verb == 'read' else '←'} {mark.value}"
    return mark_words(mark)


def comment(story: Story, at: int) -> tuple[str, str]:
    """What to notice at a moment, and the ink to say it in."""
    moment = story.moments[at]
    if at == len(story.steps) and story.outcome is not None:
        if not story.outcome.failed:
            return "All is well at the end.", "good"
        return f"{story.outcome.kind}: {story.outcome.message}.", "bad"
    if moment.ring:
        return f"{circle_words(story, at)} Nobody in it can go on.", "bad"
    for actor, names in old_copies(story, at).items():
        view = moment.actors[actor]
        if view.verb == "write" and view.object in names:
            return f"{view.name} holds an old copy of {view.object}: its write will overwrite a newer one.", "warn"
        return f"{view.name} holds an old copy of {names[0]}: somebody has written it since.", "warn"
    return _who_can(story, at), "dim"


def _who_can(story: Story, at: int) -> str:
    moment = story.moments[at]
    able = [f"{actor + 1} {moment.actors[actor].name}" for actor in moment.movable]
    blocked = [view.name for view in moment.actors if view.status == "blocked"]
    if len(able) == 1:
        return f"Only {able[0]} can go on" + (f"; {' and '.join(blocked)} must wait." if blocked else ".")
    return f"Who goes on? {', '.join(able)}"


def circle_words(story: Story, at: int) -> str:
    """``cycle A → B → A: DEADLOCK``."""
    moment = story.moments[at]
    letters = [moment.actors[actor].letter for actor in (*moment.ring, moment.ring[0])]
    return f"cycle {' → '.join(letters)}: DEADLOCK."
