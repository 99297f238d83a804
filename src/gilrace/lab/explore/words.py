"""Explorations and stories as sentences a student can read."""

from __future__ import annotations

from collections.abc import Iterator

from gilrace.lab.explore.result import Exploration, Failure, grouped
from gilrace.lab.explore.schedule import letter
from gilrace.lab.explore.story import Mark, Moment, Step, Story

DOES = {
    "read": "reads",
    "write": "writes",
    "delete": "deletes",
    "walk through": "begins to walk through",
    "acquire": "takes",
    "try": "tries to take",
    "release": "gives back",
    "look at": "looks at",
    "wait for": "waits for",
    "wake at": "wakes up at",
    "notify": "notifies",
    "set": "sets",
    "clear": "clears",
    "arrive at": "arrives at",
    "pass": "passes",
    "break": "breaks",
    "reset": "resets",
    "put into": "puts into",
    "get from": "gets from",
    "finish a task of": "finishes a task of",
    "join": "joins",
    "sleep": "sleeps",
    "pause": "pauses",
    "start": "starts",
    "queue for acquire": "queues for",
}


def summary(result: Exploration) -> Iterator[str]:
    """What an exploration found, a fact a line."""
    tally = result.tally
    yield f"{headline(result)}."
    if result.remark:
        yield f"{result.remark}."
    for failure in tally.failures:
        yield _failure(failure)
    yield f"Covered: {tally.covered}."
    if not tally.complete:
        yield "This is no proof: not everything was covered."
    elif not tally.failures:
        yield "Proved: no interleaving fails."


def headline(result: Exploration) -> str:
    """The count in one clause."""
    tally = result.tally
    who = f"{result.demo} with guard {result.guard}" if result.guard else f"{result.demo} without a guard"
    model = ", switched only where a GIL can" if result.model == "gil" and not result.remark else ""
    if tally.interleavings is not None and tally.failing is not None:
        share = f" ({percent(result.share)})" if tally.failing else ""
        counts = f"{grouped(tally.failing)} of {grouped(tally.interleavings)}"
        return f"{who}{model}: {counts} interleavings fail{share}"
    return f"{who}{model}: {'it can fail' if tally.failures else 'no failure was found'}"


def where_it_shows(free: Exploration, gil: Exploration) -> str:
    """On which interpreters a demo of threads can fail, from its explorations in both models."""
    if gil.fails:
        return "It can fail on every interpreter, with a GIL or without"
    if free.fails and gil.proved:
        return "It can fail only without a GIL: a build that has one never switches at the wrong place"
    return "It cannot fail on any interpreter" if free.proved and gil.proved else "No failure was found"


def percent(share: float | None) -> str:
    """A share as a percentage that never says 0 or 100 when it is not."""
    if share is None:
        return "unknown"
    if 0 < share < 0.001 or 0.999 < share < 1:
        return "less than 0.1 %" if share < 0.5 else "more than 99.9 %"
    return f"{share:.1%}".replace("%", " %")


def _failure(failure: Failure) -> str:
    ways = failure.interleavings
    count = f", in {grouped(ways)} {'interleaving' if ways == 1 else 'interleavings'}" if ways else ""
    fewest = ""
    if failure.preemptions is not None:
        times = "preemption" if failure.preemptions == 1 else "preemptions"
        fewest = f"; fewest possible: {failure.preemptions} {times}"
    how = (
        f"Schedule {failure.schedule}{fewest}" if failure.schedule else "It needs no step on anything shared"
    )
    return f"{failure.kind}: {failure.message}{count}. {how}."


def sentences(story: Story) -> Iterator[str]:
    """Every step of a story, then how it ended."""
    for number, step in enumerate(story.steps, 1):
        yield f"{number}. {_step(story, step)}"
    yield ending(story)


def ending(story: Story) -> str:
    """How a story ended, or who can go on."""
    if story.outcome is None:
        able = " or ".join(story.moments[-1].actors[actor].name for actor in story.moments[-1].movable)
        return f"Not at an end: {able} can go on."
    if not story.outcome.failed:
        return "All is well at the end."
    return f"{story.outcome.kind}: {story.outcome.message}."


def _step(story: Story, step: Step) -> str:
    name = story.demo.actors[step.actor].name
    marks = ", ".join(mark_words(mark) for mark in step.marks) or "goes on"
    line = f" (line {step.marks[0].place.line})" if step.marks else ""
    return f"{letter(step.actor)} {name} {marks}{line}"


def mark_words(mark: Mark) -> str:
    """An operation in a few words: "reads account.balance: 0"."""
    if mark.timer and mark.verb != "try":
        return f"gives up waiting for {mark.object}: its timer fires"
    words = f"{DOES.get(mark.verb, mark.verb)} {mark.object}".rstrip()
    if mark.timer:
        words += " in vain"
    return words if mark.value is None else f"{words}: {mark.value}"


def waiting(moment: Moment) -> Iterator[str]:
    """Who is blocked at a moment, and by whom."""
    for view in moment.actors:
        if view.status == "blocked":
            by = " and ".join(moment.actors[actor].name for actor in view.waits_on)
            yield f"{view.name} waits for {view.waits_for}" + (f", held by {by}" if by else "")
