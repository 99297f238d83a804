"""One body in slow motion as sentences: a line of source, its instructions, and where a switch may come."""

from __future__ import annotations

import linecache
from collections.abc import Iterator

from gilrace.lab.explore.slowmotion import Gap, SlowMotion, Tick
from gilrace.lab.explore.words import mark_words

SWITCH = "~"


def slow_sentences(shown: SlowMotion) -> Iterator[str]:
    """What was executed, then what it means."""
    yield f"{shown.actor} alone, instruction by instruction, on Python {shown.python}."
    yield f"{SWITCH} marks where somebody else may come in: {where_words(shown)}."
    before: Tick | None = None
    for tick in shown.ticks:
        place = tick.instruction.place
        if before is None or place.line != before.instruction.place.line:
            source = linecache.getline(place.file, place.line).strip()
            yield f"{place.function}(), line {place.line}: {source}"
        yield _instruction(tick, before)
        before = tick
    if not shown.complete:
        yield f"There is more: only the first {len(shown.ticks)} instructions are told."
    yield from dict.fromkeys(gap_words(shown, gap) for gap in shown.gaps)


def where_words(shown: SlowMotion) -> str:
    """Where somebody else may come in, on the interpreter it was done on."""
    if shown.kind == "asyncio":
        return "tasks take turns only where one is suspended"
    if shown.kind == "processes":
        return "processes share no GIL, so between any two instructions"
    if shown.gil:
        return "this interpreter has a GIL, and looks up only at calls, backward jumps and function entry"
    return "this interpreter runs without a GIL, so between any two instructions"


def _instruction(tick: Tick, before: Tick | None) -> str:
    sign = SWITCH if tick.switch else " "
    one = tick.instruction
    did = ", ".join(mark_words(mark) for mark in tick.marks)
    old = before.variables if before is not None and before.depth == tick.depth else ()
    known = ", ".join(f"{name} = {value}" for name, value in tick.variables if (name, value) not in old)
    words = f"  {sign} {'  ' * tick.depth}{one.name:<22} {one.argument:<18} {did:<32} {known}"
    return words.rstrip()


def gap_words(shown: SlowMotion, gap: Gap) -> str:
    """Whether somebody can come between reading and writing."""
    between = f"Between reading {gap.object} and writing it"
    if shown.kind == "asyncio":
        return f"{between} {'another' if gap.switch else 'no other'} task can run."
    if shown.kind == "processes":
        return f"{between} another process can act."
    if not gap.switch:
        return f"{between} this interpreter cannot switch; one without a GIL can."
    if gap.gil_switch:
        return f"{between} every interpreter may switch, with a GIL or without."
    return f"{between} this interpreter may switch; one with a GIL cannot."
