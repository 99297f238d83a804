"""What a session came to: one frozen value, and the sentences that tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from gilrace.lab.wild.events import (
    ChildUp,
    ChunkJudged,
    Recovered,
    Stuck,
    StuckSeen,
    WildEnded,
    WildEvent,
    WildSampled,
    WildStarted,
    Witness,
)
from gilrace.lab.wild.graph import draw

NO_RACE_UNDER_GIL = (
    "A GIL build of Python switches threads only at calls, backward jumps and function entry, and this code "
    "has none of them between its read and its write: it is safe there by accident, not by design."
)


@dataclass(frozen=True, slots=True)
class WildResult:
    """Totals over all chunks and both sides of the guard; times in nanoseconds since the session's start."""

    demo: str
    guard: str
    reason: str  # as WildEnded.reason
    sentence: str
    workers: str
    actors: int
    python: str = ""
    gil: bool = True
    switch_interval_s: float = 0
    hesitation_s: float = 0  # as ChildUp.hesitation_s
    hesitates_every: int = 0
    operations: int = 0
    worlds: int = 0
    failed_worlds: int = 0
    violations: int = 0
    tries: int = 0  # attempts that came to nothing, and pauses
    witness: Witness | None = None
    stuck: tuple[Stuck, ...] = ()
    recovered: tuple[Recovered, ...] = ()
    up: int = 0
    failed_at: int = 0  # the first witness; 0 for none
    ended: int = 0
    advice: str = ""
    detail: str = ""

    @property
    def failed(self) -> bool:
        """Whether the bug showed."""
        return self.witness is not None or bool(self.stuck)

    @property
    def crashed(self) -> bool:
        return self.reason == "crashed"

    @property
    def per_million(self) -> float:
        """Violations for each million operations that were judged."""
        return 1e6 * self.violations / self.operations if self.operations else 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain values, with what is computed from them."""
        values = asdict(self)
        values |= {"failed": self.failed, "violations_per_million": self.per_million}
        values["stuck"] = [
            {**asdict(report), "detection_ns": report.detection_ns, "drawing": draw(report)}
            for report in self.stuck
        ]
        return values


def result_of(events: Iterable[WildEvent]) -> WildResult:
    """Fold what a session told. It may still run: then the reason is ""."""
    values: dict[str, Any] = {
        "demo": "",
        "guard": "",
        "reason": "",
        "sentence": "",
        "workers": "",
        "actors": 0,
    }
    stuck: list[Stuck] = []
    recovered: list[Recovered] = []
    totals: dict[str, Any] = dict.fromkeys(("operations", "worlds", "failed_worlds", "violations"), 0)
    live = tries = 0
    for event in events:
        match event:
            case WildStarted():
                values |= {"demo": event.demo, "guard": event.guard, "workers": event.workers}
                values["actors"] = len(event.actors)
            case ChildUp():
                values |= {"python": event.python, "gil": event.gil, "up": event.t}
                values["switch_interval_s"] = event.switch_interval_s
                values |= {"hesitation_s": event.hesitation_s, "hesitates_every": event.hesitates_every}
            case ChunkJudged():
                for key in totals:
                    totals[key] += getattr(event, key)
                if event.witness and "witness" not in values:
                    values |= {"witness": event.witness}
                    values.setdefault("failed_at", event.t)
            case WildSampled():
                live, tries = event.operations, sum(event.tries)
            case StuckSeen():
                stuck.append(event.report)
                values.setdefault("failed_at", event.t)
            case Recovered():
                recovered.append(event)
            case WildEnded():
                values |= {"reason": event.reason, "sentence": event.sentence, "ended": event.t}
                values |= {"advice": event.advice, "detail": event.detail}
    totals["operations"] = max(totals["operations"], live)
    return WildResult(**values, **totals, tries=tries, stuck=tuple(stuck), recovered=tuple(recovered))


def sentences(result: WildResult, gil_matters: bool = False) -> tuple[str, ...]:
    """The result told in plain sentences, the most important first."""
    nothing = not (result.worlds or result.failed)  # has come to an end
    lines = [result.sentence] if result.crashed or nothing else []
    if result.witness:
        lines += _witness(result, result.witness)
    for report in result.stuck:
        lines += _stuck(report)
    lines += [f"{event.sentence} It took {event.took_ns / 1e6:.1f} ms." for event in result.recovered]
    if result.up and not (nothing and result.crashed):
        lines.append(_tried(result))
        lines.append(noise(result, result.workers))
    if result.tries and not result.violations:
        lines.append(_progress(result))
    if gil_matters and result.gil and not result.failed:
        lines.append(NO_RACE_UNDER_GIL)
    return tuple(lines)


class Noisy(Protocol):
    """What is said of how much a run is shaken: a result, or a child that is up."""

    @property
    def switch_interval_s(self) -> float: ...
    @property
    def hesitation_s(self) -> float: ...
    @property
    def hesitates_every(self) -> int: ...


def noise(of: Noisy, workers: str) -> str:
    """What is done so that a bug shows soon: nothing that a scheduler might not do as well."""
    if workers == "asyncio":
        return "Tried: the tasks take turns at every await, and nowhere else."
    switches = f"a switch between threads as often as every {of.switch_interval_s * 1e6:.0f} µs"
    if not of.hesitates_every:
        tried = "all processes at once in every world" if workers == "processes" else switches
        return f"Tried: {tried}; no pause was put anywhere."
    together = f"{switches}, in turns with all of them at once in every world"
    tried = "all processes at once in every world" if workers == "processes" else together
    pause = f"a pause of {of.hesitation_s * 1e6:.0f} µs before the first"
    every = f"once in {of.hesitates_every} bodies that take a lock"
    return f"Tried: {tried}; and, {every}, {pause}, as any scheduler may make it."


def _progress(result: WildResult) -> str:
    if not result.operations:
        return f"Progress: {result.tries:,} vain attempts, and nobody got through."
    return f"Progress: {result.tries / result.operations:.2f} vain attempts for each time through."


def _witness(result: WildResult, witness: Witness) -> list[str]:
    lines = [f"{witness.sentence[:1].upper()}{witness.sentence[1:]}."]
    if witness.detail and witness.detail not in witness.sentence and witness.failure == "invariant":
        lines.append(f"{witness.detail[0].upper()}{witness.detail[1:]}.")
    lines.append(f"Seen {(result.failed_at - result.up) / 1e6:.0f} ms after the child was up.")
    return lines


def _stuck(report: Stuck) -> list[str]:
    lines = [f"{report.failure.capitalize()}: {report.sentence}.", *draw(report)]
    for member in report.members:
        if member.place:
            at = member.place
            place = f"line {at.line}, column {at.column}" if at.column else f"line {at.line}"
            held = f", holding {' and '.join(member.holds)}" if member.holds else ""
            lines.append(f"{member.actor} stands in {at.function}, {place}{held}: {at.source}")
            lines += [f"    {name} = {value}" for name, value in at.locals]
    lines.append(f"Named {report.detection_ns / 1e6:.1f} ms after it had begun, from another process.")
    return lines


def _tried(result: WildResult) -> str:
    build = f"Python {result.python}" + ("" if result.gil else " without a GIL")
    many = "operation" if result.operations == 1 else "operations"
    done = f"{result.operations:,} {many} by {result.actors} {_many(result.workers)} on {build}"
    if result.violations:
        worlds = f"{result.failed_worlds:,} of {result.worlds:,} worlds failed"
        many = "violation" if result.violations == 1 else "violations"
        return f"{result.violations:,} {many} in {done}: {result.per_million:,.0f} in a million; {worlds}."
    seconds = max(result.ended - result.up, 0) / 1e9 if result.up else 0
    if result.failed:
        return f"Before it: {done}."
    if not result.worlds:
        return f"Nothing could be judged in {done}, in {seconds:.1f} s."
    return f"Nothing failed in {done}, in {result.worlds:,} fresh worlds and {seconds:.1f} s."


def _many(workers: str) -> str:
    return "tasks" if workers == "asyncio" else workers
