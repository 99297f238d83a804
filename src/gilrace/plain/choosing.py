"""The browser in menus: kinds, words, tags, and what a scenario is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.tui.menu import KINDS, Entry

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gilrace.plain.dialogue import Dialogue
    from gilrace.tui.past import Past

FEW = 12  # scenarios that are listed at once, without asking for a kind first


def by_kind(dialogue: Dialogue, entries: Sequence[Entry], past: Mapping[str, Past]) -> Entry | None:
    """A scenario, chosen by its kind first where there are many; None to go back."""
    if len(entries) <= FEW:
        return from_list(dialogue, entries, past)
    kinds = [(kind, list(group)) for kind, group in groupby(entries, key=lambda entry: entry.kind)]
    while True:
        names = [
            f"{kind.upper() if kind == 'cpu' else KINDS[kind].capitalize()}: {units.count(len(some), 'file')}"
            for kind, some in kinds
        ]
        chosen = dialogue.choose("Which kind?", names)
        if chosen is None:
            return None
        entry = from_list(dialogue, kinds[chosen][1], past)
        if entry is not None:
            return entry


def by_words(dialogue: Dialogue, entries: Sequence[Entry], past: Mapping[str, Past]) -> Entry | None:
    """A scenario that has all the words that are asked for."""
    words = dialogue.ask("Words of its name, title, summary or tags (Enter goes back):")
    while words and words != "b":
        found = [entry for entry in entries if entry.matches(words)]
        if found:
            return from_list(dialogue, found, past)
        words = dialogue.ask(f"Nothing matches {words!r}. Other words (Enter goes back):")
    return None


def by_tag(dialogue: Dialogue, entries: Sequence[Entry], past: Mapping[str, Past]) -> Entry | None:
    """A scenario that has a tag."""
    tags = sorted({tag for entry in entries for tag in entry.tags})
    chosen = dialogue.choose("Which tag?", tags)
    if chosen is None:
        return None
    return from_list(dialogue, [entry for entry in entries if tags[chosen] in entry.tags], past)


def from_list(dialogue: Dialogue, entries: Sequence[Entry], past: Mapping[str, Past]) -> Entry | None:
    """One of these."""
    while True:
        chosen = dialogue.choose("What shall be raced?", [_line(entry, past) for entry in entries])
        if chosen is None:
            return None
        if entries[chosen].scenario is not None:
            return entries[chosen]
        dialogue.say(*_broken(entries[chosen]))


def _line(entry: Entry, past: Mapping[str, Past]) -> str:
    scenario = entry.scenario
    if scenario is None:
        return f"{entry.name} cannot be raced: an error in line {entry.line}"
    before = past.get(scenario.name)
    took = f" Took {units.duration(before.took_ns)} last time." if before and before.took_ns else ""
    return f"{scenario.title}. {scenario.summary}{took}".rstrip()


def _broken(entry: Entry) -> Iterator[str]:
    yield f"{entry.path} cannot be raced:"
    yield from entry.problems


def preview(entry: Entry, past: Mapping[str, Past], cores: int) -> Iterator[str]:
    """What a scenario is about."""
    scenario = entry.scenario
    if scenario is None:
        yield from _broken(entry)
        return
    tags = f" Tags: {', '.join(scenario.tags)}." if scenario.tags else ""
    yield f"{scenario.title} ({scenario.name}). {scenario.summary}{tags}"
    for lane in scenario.lanes:
        yield f"Lane {lane.letter}: {lane.name}, {lane.describe(cores) or 'one after another'}."
    before = past.get(scenario.name)
    if before and before.runs:
        took = f", took {units.duration(before.took_ns)}" if before.took_ns else ""
        yield f"Last run {before.when}{took}: {before.headline}. {units.count(before.runs, 'run')} so far."
        if before.guesses:
            yield f"Guessed right {before.right} of {units.count(before.guesses, 'time')}."
    yield f"File: {entry.path}"
