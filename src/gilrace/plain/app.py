"""Plain mode from start to end: the first menu, and what each of its numbers does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import gilrace
from gilrace.console.faces import writer
from gilrace.errors import GilraceError, InputError
from gilrace.history import place
from gilrace.meters.host import usable_cores
from gilrace.meters.terminal import is_unicode
from gilrace.plain import choosing
from gilrace.plain.dialogue import Dialogue, InputEnded
from gilrace.plain.guiding import glossary, guide, table
from gilrace.plain.racing import Ended, race_and_ask
from gilrace.plain.remembering import compare_two, past_races, replay_one
from gilrace.plain.sweeping import sweep_and_tell
from gilrace.tui import menu
from gilrace.tui.past import remembered
from gilrace.tui.template import new_scenario

if TYPE_CHECKING:
    from gilrace.tui.menu import Entry

HELP = """\
Everything is said in lines and asked for in numbers. Type a number and press Enter; b goes back, q quits.

While a race runs, Ctrl-C ends the race and keeps what was measured; at a question, Ctrl-C ends gilrace.

A heat is one timed run of one lane, alone on the machine. A round is one heat of every lane. A speed-up is
the yardstick's time over the lane's: 2 times means half the time.
"""
FIRST = (
    "Race a scenario, by kind",
    "Find a scenario by words",
    "Find a scenario by tag",
    "Past races",
    "Replay a recording",
    "Compare two races",
    "Guide: which tool fits my problem?",
    "Rules of thumb beside this machine's races",
    "Glossary",
    "Write a new scenario here, to begin with",
    "Help",
    "Sweep: which strategy, how many workers?",
)


def plain_app(paths: Sequence[str]) -> int:
    """The whole app in sentences; the exit code. Raises InputError for a path that is not there."""
    dialogue = Dialogue(
        sys.stdin.readline, writer(sys.stdout), unicode=is_unicode(os.environ), help_text=HELP
    )
    try:
        _run(dialogue, paths)
    except InputEnded:
        return 0
    except Ended as end:
        return 128 + end.number
    return 0


def _run(dialogue: Dialogue, paths: Sequence[str]) -> None:
    entries = menu.read(paths)
    dialogue.say(f"gilrace {gilrace.__version__}, plain mode. ? helps, q quits.")
    if paths:
        _named(dialogue, entries)
    again = False
    while True:
        chosen = dialogue.choose("What would you like to do?", FIRST, again=again)
        again = True
        if chosen is not None:
            _do(dialogue, paths, chosen)


def _named(dialogue: Dialogue, entries: Sequence[Entry]) -> None:
    """Scenarios named on the command line: one is raced at once. Raises InputError where none can be."""
    broken = [entry for entry in entries if entry.scenario is None]
    if len(broken) == len(entries):
        dialogue.say(*(f"{x.path} cannot be raced: {problem}" for x in broken for problem in x.problems))
        raise InputError("there is nothing to race here", advice="Mend these files, or run `gilrace list`.")
    entry = entries[0] if len(entries) == 1 else choosing.by_kind(dialogue, entries, remembered())
    _race(dialogue, entry)


def _do(dialogue: Dialogue, paths: Sequence[str], chosen: int) -> None:
    """One choice of the first menu; files are read anew each time."""
    if chosen < 3:
        find = (choosing.by_kind, choosing.by_words, choosing.by_tag)[chosen]
        _race(dialogue, find(dialogue, _entries(dialogue, paths), remembered()))
    elif chosen in (6, 7):
        scenario = guide(dialogue, remembered()) if chosen == 6 else table(dialogue, place())
        if scenario is not None:
            race_and_ask(dialogue, scenario)
    else:
        acts: dict[int, Callable[[Dialogue], None]] = {
            3: past_races, 4: replay_one, 5: compare_two, 8: glossary, 9: _new,
            10: lambda one: one.tell(HELP), 11: lambda one: _sweep(one, _entries(one, paths)),
        }  # fmt: skip
        acts[chosen](dialogue)


def _entries(dialogue: Dialogue, paths: Sequence[str]) -> list[Entry]:
    try:
        return menu.read(paths)
    except GilraceError as error:
        dialogue.say(str(error))
        return []


def _race(dialogue: Dialogue, entry: Entry | None) -> None:
    """Preview, then race."""
    if entry is None or entry.scenario is None:
        return
    dialogue.say("", *choosing.preview(entry, remembered(), usable_cores()))
    race_and_ask(dialogue, entry.scenario)


def _sweep(dialogue: Dialogue, entries: Sequence[Entry]) -> None:
    entry = choosing.by_kind(dialogue, [one for one in entries if one.can_race], remembered())
    if entry is not None and entry.scenario is not None:
        sweep_and_tell(dialogue, entry.scenario)


def _new(dialogue: Dialogue) -> None:
    try:
        path = new_scenario(Path.cwd())
    except GilraceError as error:
        dialogue.say(str(error))
    else:
        dialogue.say(f"Wrote {path.name}: edit it, then find it under your own scenarios.")
