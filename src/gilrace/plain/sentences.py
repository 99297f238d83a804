"""What the screens draw, as sentences: standings, numbers, timelines, a moment of a replay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING

from gilrace.analysis import units
from gilrace.analysis.budget import KINDS, budget
from gilrace.analysis.reading import reading
from gilrace.tui import one_clock
from gilrace.tui.chart import NOTHING, Row, hand_overs, rows

if TYPE_CHECKING:
    from gilrace.analysis.standing import Verdict
    from gilrace.history.comparing import Comparison, LaneChange
    from gilrace.race.state import RaceState

MOST_WORKERS = 8  # of a lane in a timeline
BINS = 40  # looks at a worker over its heat
MOST_STRETCHES = 8  # told one by one
DOINGS = {
    "start-up": "starts up", "runs": "runs", "GIL wait": "waits for the GIL", "lock wait": "waits for a lock",
    "waits": "waits", "idle": "is idle",
}  # fmt: skip
MEASURES: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "cpu_per_wall": ("CPU over wall", lambda x: f"{x:.2f}"),
    "gil_wait": ("GIL wait", units.percent),
    "startup_ns": ("start-up", units.duration),
    "pickle_ns": ("pickling", units.duration),
    "switches": ("switches", lambda x: f"{x:.0f}"),
    "p50_ns": ("median item", units.duration),
    "p99_ns": ("slowest hundredth of the items", units.duration),
    "peak_memory_bytes": ("memory", units.size),
}


def standings(verdict: Verdict) -> Iterator[str]:
    """Who won, how sure, and every lane in order."""
    yield verdict.headline
    if verdict.confidence:
        yield verdict.confidence
    for one in verdict.standings:
        place = (
            f"{units.ordinal(one.rank)}{' together with others' if one.tied_with else ''}: "
            if one.rank
            else ""
        )
        yield f"{place}{one.lane.name}. {one.sentence or one.reason or one.status}"


def changes(verdict: Verdict) -> Iterator[str]:
    """What to change, each advice once."""
    names = {one.lane.letter: one.lane.name for one in verdict.standings}
    for text, letters in verdict.changes.items():
        yield f"To change, for {' and '.join(names[letter] for letter in letters)}: {text}"


def reasons(state: RaceState, verdict: Verdict) -> Iterator[str]:
    """Why each lane did as it did, with what was measured of it."""
    for one in verdict.standings:
        lane = state.lane(one.lane.id)
        yield f"{one.lane.name}: {one.why.text or one.reason or one.sentence}"
        seen = reading(lane)
        told = [
            f"{name} {words(value)}"
            for key, (name, words) in MEASURES.items()
            if (value := seen.get(key)) is not None
        ]
        if told:
            yield f"Measured of {one.lane.name}: {', '.join(told)}."
        spent = budget(lane)
        if spent is not None:
            parts = ((words, spent.share(kind)) for kind, words in KINDS.items())
            shares = [f"{words} {share:.0%}" for words, share in parts if share >= 0.005]
            yield f"Time of {one.lane.name} went to: {', '.join(shares)}."


def timeline(state: RaceState) -> Iterator[str]:
    """What every worker did over the median heat of its lane."""
    found = rows(state, MOST_WORKERS)
    if not found:
        yield "No heat has ended: there is nothing to tell."
        return
    yield "Each lane's median heat, from its own start:"
    for row in found:
        yield f"{row.name}, worker {row.worker + 1}, {units.duration(row.wall_ns)}: {_done(row)}."
        times = hand_overs(row)
        if times:
            yield f"It was seen giving up the GIL {units.count(times, 'time')}."


def _done(row: Row) -> str:
    """Stretch by stretch where they are few, else in shares."""
    step = row.wall_ns / BINS
    seen = [row.doing(k * step, (k + 1) * step) for k in range(BINS)]
    stretches = [(doing, len(list(group))) for doing, group in groupby(seen) if doing != NOTHING]
    if len(stretches) > MOST_STRETCHES:
        shares = Counter(doing for doing in seen if doing != NOTHING).most_common()
        return ", ".join(f"{DOINGS[doing]} {number / BINS:.0%} of the time" for doing, number in shares)
    told, at = [], 0
    for doing, length in stretches:
        told.append(f"{DOINGS[doing]} until {units.duration((at + length) * step)}")
        at += length
    return ", ".join(told)


def on_one_clock(whole: RaceState, parts: int = 4) -> Iterator[str]:
    """Where all lanes are at equal parts of the slowest lane's time, as if started together."""
    length = one_clock.length_ns(whole)
    if not length:
        yield "No heat has ended: there is nothing to replay."
        return
    yield "Replay: all lanes on one clock, as if started together. Nothing is running now."
    for part in range(1, parts + 1):
        t = length * part // parts
        yield f"After {units.duration(t)}: {_places(one_clock.at(whole, t))}."


def _places(state: RaceState) -> str:
    items = state.opened.items if state.opened else 0
    told = []
    for lane in state.lanes:
        heat = lane.heat
        if heat is None:
            continue
        if heat.status == "finished":
            told.append((heat.elapsed_ns, f"{lane.info.name} finished in {units.duration(heat.elapsed_ns)}"))
        elif heat.status:
            told.append((1 << 62, f"{lane.info.name} {heat.status}"))
        else:
            share = heat.done / items if items else 0.0
            told.append(((1 << 61) - heat.done, f"{lane.info.name} {share:.0%}"))
    return ", ".join(words for _, words in sorted(told)) or "no lane has a heat to show"


def comparison(found: Comparison) -> Iterator[str]:
    """Two races, lane by lane; then what else differs."""
    for change in found.lanes:
        yield f"{change.lane.name}: {change.status}{_change(change)}."
    if found.differences:
        yield "The two races differ in more than time:"
        yield from found.differences


def _change(change: LaneChange) -> str:
    if change.before is None or change.after is None or change.ratio is None:
        return ""
    ratio = change.ratio
    low, high = units.times(ratio.low), units.times(ratio.high)
    return (
        f", {units.duration(change.before.value)} before, {units.duration(change.after.value)} after, "
        f"{units.ratio(ratio.value)} the time ({low} to {high})"
    )
