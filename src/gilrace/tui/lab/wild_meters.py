"""Meters of a wild run: violations and operations a second, and progress for each attempt."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gilrace.lab.explore.result import grouped
from gilrace.lab.explore.words import percent
from gilrace.tui.lab.panels import WORKERS
from gilrace.tui.lab.source_panel import actor_ink
from gilrace.tui.lines import Line, Piece, column, line, rule, width

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.wild.events import Wait
    from gilrace.tui.lab.wild_state import Reading, WildState

STEPS = " ▁▂▃▄▅▆▇█"
SLOT_NS = 250_000_000
STATES = {"r": "runs", "l": "waits", "t": "waits, timed", "i": "", "x": "died"}


def meters(state: WildState, cells: int) -> list[Line]:
    """Counters and their rates; how many worlds failed, to be held against theory."""
    bad = "bad" if state.violations else "good"
    failed = percent(state.failed_worlds / state.worlds) if state.worlds else ""
    share = f" {failed.replace('less than ', '<')}" if failed else ""
    times = "time" if state.stuck_count == 1 else "times"
    stuck = [_meter("got stuck", grouped(state.stuck_count), times, "bad")] if state.stuck_count else []
    return [
        rule("meters", cells),
        *stuck,
        _meter("violations", grouped(state.violations), f"{short(state.per_s('violations'))}/s", bad),
        line(Piece(" last seconds ", "dim"), Piece(spark(state.readings, "violations", cells - 16), "bad")),
        _meter("operations", grouped(state.operations), f"{short(state.per_s('operations'))}/s", "text"),
        _meter("in a million", f"{state.per_million:,.0f}".replace(",", " "), "violations", "text"),
        _meter("worlds failed", f"{short(state.failed_worlds)} of {short(state.worlds)}", share, "text"),
    ]


def _meter(name: str, value: str, beside: str, ink: str) -> Line:
    return line(Piece(f" {name:<14}", "dim"), Piece(value, f"{ink} bold"), Piece(f"  {beside}", "dim"))


def spark(readings: Sequence[Reading], what: str, cells: int) -> str:
    """How a counter grew in each of the last quarter seconds; the highest is the full height."""
    grown: dict[int, int] = {}
    for before, after in itertools.pairwise(readings):
        slot = after.t // SLOT_NS
        grown[slot] = grown.get(slot, 0) + max(getattr(after, what) - getattr(before, what), 0)
    if not grown:
        return ""
    last = max(grown)
    values = [grown.get(slot, 0) for slot in range(last - cells + 1, last + 1) if slot >= min(grown)]
    top = max([*values, 1])
    return "".join(STEPS[(value * 8 + top - 1) // top] if value else "▁" for value in values)


def progress(demo: Demo, state: WildState, cells: int) -> list[Line]:
    """For each actor: how often it got through, for how many tries in vain, and what it does now.

    Where somebody may starve, also how often it took a lock.
    """
    taken = bool({"livelock", "starvation"} & set(demo.fails))
    title = "done, locks, in vain" if taken else "done, tries in vain"
    name_cells = min(max(len(one.name) for one in demo.actors), 8)
    rows = [rule(f"{WORKERS[demo.kind]}: {title}", cells)]
    for number, actor in enumerate(demo.actors):
        done, turns, tries, doing, ink = _now(number, actor.name, state)
        row = line(
            Piece(f" {chr(65 + number)} ", f"{actor_ink(number)} bold"),
            column(actor.name, name_cells, actor_ink(number)),
            Piece(f" {short(done):>5}", "strong"),
            Piece(f" {short(turns):>5}" if taken else "", "text"),
            Piece(f" {short(tries):>5} ", "warn" if tries else "dim"),
        )
        room = cells - width(row)
        rows.append(line(*row, Piece(doing if len(doing) <= room else doing.removeprefix("for "), ink)))
    return [*rows, *([_for_each(state)] if taken and state.sample else [])]


def _for_each(state: WildState) -> Line:
    """Progress for each attempt, where somebody moves without getting on."""
    tries, done = (sum(of) for of in (state.sample.tries, state.sample.done)) if state.sample else (0, 0)
    many = f"{tries / done:.2f} in vain for each done" if done else f"{tries} in vain, none done"
    return line(Piece(f" {many}", "warn" if tries > done else "dim"))


def _now(number: int, name: str, state: WildState) -> tuple[int, int, int, str, str]:
    """Done, locks taken, tries in vain, what it does, and the ink for that."""
    sample = state.sample
    if sample is None or number >= len(sample.done):
        return 0, 0, 0, "", "dim"
    wait = next((wait for wait in sample.waits if wait.actor == name), None)
    sign = sample.states[number]
    counts = sample.done[number], sample.turns[number], sample.tries[number]
    return *counts, _doing(sign, wait, state), "warn" if sign in "lx" else "dim"


def _doing(sign: str, wait: Wait | None, state: WildState) -> str:
    if state.end is not None:
        return ""
    if wait is None:
        return STATES.get(sign, "")
    by = f" of {wait.holder}" if wait.holder else ""
    timed = ", timed" if wait.ends_in_ns else ""
    return f"for {wait.tool}{by}{timed}"


def short(number: float) -> str:
    """A count in at most five characters."""
    for unit, size in (("G", 1_000_000_000), ("M", 1_000_000), ("k", 1_000)):
        if number >= 10 * size:
            return f"{number // size:.0f}{unit}"
        if number >= size:
            return f"{number / size:.1f}{unit}"
    return f"{number:.0f}"
