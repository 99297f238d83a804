"""What a story shows at one of its moments, worked out for drawing: pure functions of a story."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

from gilrace.lab.explore.words import mark_words

if TYPE_CHECKING:
    from gilrace.lab.explore.story import ActorView, Mark, Step, Story


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
    """For each unfinished actor, what it has read, still has, and somebody else has written since.

    It still has a value when a variable shows it, or when it is about to write the same place.
    """
    read: dict[int, dict[str, str | None]] = {}
    old: dict[int, dict[str, str | None]] = {}
    for step in story.steps[:at]:
        for mark in step.marks:
            if mark.verb == "read":
                read.setdefault(step.actor, {})[mark.object] = mark.value
                old.get(step.actor, {}).pop(mark.object, None)
            elif mark.verb == "write":
                _overwritten(step.actor, mark.object, read, old)
    views = story.moments[at].actors
    kept = {
        k: tuple(sorted(n for n, value in names.items() if _has(views[k], n, value)))
        for k, names in old.items()
    }
    return {actor: names for actor, names in kept.items() if names}


def _overwritten(
    writer: int, name: str, read: dict[int, dict[str, str | None]], old: dict[int, dict[str, str | None]]
) -> None:
    for actor, values in read.items():
        if name not in values:
            continue
        if actor == writer:
            values.pop(name)
            old.get(actor, {}).pop(name, None)
        else:
            old.setdefault(actor, {})[name] = values[name]


def _has(view: ActorView, name: str, value: str | None) -> bool:
    if view.status not in ("ready", "blocked"):
        return False
    return (view.verb, view.object) == ("write", name) or value in [known for _, known in view.variables]


def seen_before(story: Story, at: int) -> int | None:
    """An earlier moment that looks just like this one; None when there is none."""
    return next((k for k in range(at) if story.moments[k] == story.moments[at]), None)


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
        for number, (before, after) in enumerate(itertools.pairwise(steps), 1)
    )


def focus(story: Story, at: int) -> int:
    """Whose place is looked at: who moves next where that is known, else who moved last."""
    if at < len(story.steps):
        return story.steps[at].actor
    return story.steps[-1].actor if story.steps else 0


def place_looked_at(story: Story, at: int) -> tuple[int, int | None]:
    """Whose place is looked at, and the line: where it stands or was last; None when that is elsewhere."""
    actor = focus(story, at)
    standing = story.moments[at].actors[actor].place
    done = [mark.place for step in story.steps[:at] if step.actor == actor for mark in step.marks]
    places = [place for place in (standing, *done[::-1]) if place and place.file == story.demo.file]
    return actor, places[0].line if places else None


def deed(step: Step) -> str:
    """A step in a few words."""
    return ", ".join(_mark(mark) for mark in step.marks) or "goes on"


def _mark(mark: Mark) -> str:
    if mark.value is not None and mark.verb in ("read", "write"):
        return f"{mark.verb}s {mark.object} {'→' if mark.verb == 'read' else '←'} {mark.value}"
    return mark_words(mark)


def comment(story: Story, at: int) -> tuple[str, str]:
    """What to notice at a moment, and the ink to say it in."""
    if at == len(story.steps) and story.outcome is not None:
        if not story.outcome.failed:
            return "All is well at the end.", "good"
        return f"{story.outcome.kind}: {story.outcome.message}.", "bad"
    if story.moments[at].ring:
        return f"{circle_words(story, at)} Nobody in it can go on.", "bad"
    earlier = seen_before(story, at)
    if earlier is not None:
        return f"All looks as it did after step {earlier}: these steps can repeat for ever.", "warn"
    danger = _danger(story, at)
    return (danger, "warn") if danger else (_who_can(story, at), "dim")


def _danger(story: Story, at: int) -> str:
    """What an old copy is about to do."""
    for actor, names in old_copies(story, at).items():
        view = story.moments[at].actors[actor]
        if view.verb == "write" and view.object in names:
            return f"{view.name} holds an old copy of {view.object}: its write will overwrite a newer one."
        return f"{view.name} holds an old copy of {names[0]}: somebody has written it since."
    return ""


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
