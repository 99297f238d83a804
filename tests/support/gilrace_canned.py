"""Canned races for tests: realistic event streams, built without an engine.

``Script`` writes the events of a race from a profile per lane; the functions below return whole
streams (``*_events``) or their folded state. The numbers are the shape of real races on two cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from gilrace.race.events import (
    FORMAT,
    Event,
    HeatEnded,
    HeatGone,
    HeatReady,
    HeatStarted,
    LaneInfo,
    Noted,
    OutputSeen,
    RaceClosed,
    RaceOpened,
    Sampled,
    Spans,
)
from gilrace.race.state import RaceState, fold

MS = 1_000_000
SECOND = 1_000_000_000
SAMPLES = 20  # a heat
JITTER = (1.0, 0.996, 1.005, 1.001, 0.998, 1.003)  # wall of a round, times the profile's
DIGEST = "5f1d" * 16
MACHINE: dict[str, Any] = {
    "cores": 2,
    "files": 4096,
    "python": "3.11.7",
    "implementation": "CPython",
    "platform": "Linux-6.1-x86_64",
    "host": "quiet",
}


@dataclass(frozen=True)
class Profile:
    """How a lane runs: what `Script` needs to write its heats."""

    info: LaneInfo
    running_s: float
    cpu_per_running: float = 0.99
    gil_wait: float | None = 0.0
    startup_ms: float = 2
    winddown_ms: float = 1
    pickle_ms: float = 0
    pickle_bytes: int = 0
    switches: int = 40
    at_once: int = 0  # items under way at a time; 0 = as many as workers have signs
    errors: int = 0
    digest: str = DIGEST
    status: str = "finished"
    reason: str = ""
    detail: str = ""
    foreign: float = 0.01
    queued: float = 0.0  # workers ready without a core, on average
    caveats: tuple[str, ...] = ()
    signs: tuple[str, ...] = ("r",)  # worker states, sample after sample
    jitter: tuple[float, ...] = JITTER
    phase: int = 0  # where in `jitter` the first round is
    start_method: str = ""
    output: tuple[tuple[str, str], ...] = ()  # (stream, text) of every counted heat


def lane(strategy: str, workers: int = 1, letter: str = "", **more: Any) -> LaneInfo:
    """A lane as the planner would describe it."""
    name = more.pop("name", strategy)
    return LaneInfo(more.pop("id", name), letter or name[0].upper(), name, strategy, workers, **more)


S = Profile(lane("sequential"), 8.06)
T = Profile(
    lane("threads", 2, detail="2 threads"),
    8.60,
    cpu_per_running=1.0,
    gil_wait=0.52,
    startup_ms=3,
    switches=3440,
    signs=("rg", "gr"),
    phase=1,
)
P = Profile(
    lane("processes", 2, detail="2 processes, spawn"),
    4.27,
    cpu_per_running=1.95,
    startup_ms=212,
    winddown_ms=8,
    pickle_ms=14,
    pickle_bytes=61_440,
    switches=960,
    signs=("rr",),
    phase=3,
    start_method="spawn",
)
A = Profile(lane("asyncio", 100, detail="limit 100"), 8.11, startup_ms=4, phase=2)
B = Profile(
    lane(
        "processes",
        2,
        "B",
        id="processes-batch",
        name="procs×batch",
        detail="2 processes, spawn, 40 per task",
    ),
    3.96,
    cpu_per_running=1.98,
    startup_ms=211,
    winddown_ms=7,
    pickle_ms=2,
    pickle_bytes=2_048,
    switches=310,
    signs=("rr",),
    phase=4,
    start_method="spawn",
)


@dataclass
class Script:
    """Writes one race. Rounds are interleaved as the referee does it."""

    lanes: tuple[Profile, ...] = (S, T, P, A, B)
    rounds: int = 3
    warmups: int = 1
    items: int = 240
    work: str = "cpu"
    name: str = "primes-cpu"
    title: str = "Counting primes"
    yardstick: str = "sequential"
    mode: str = "fair"
    expect: tuple[Any, ...] = ()
    machine: Mapping[str, Any] = field(default_factory=lambda: MACHINE)
    closed: str = "complete"  # "" = the recording is cut before its last line
    now: int = 0

    def events(self) -> list[Event]:
        """The whole stream."""
        return [self.opened(), *self.heats(), *self.close()]

    def opened(self) -> RaceOpened:
        return RaceOpened(
            t=0,
            format=FORMAT,
            version="0.1.0",
            name=self.name,
            title=self.title,
            work=self.work,
            items=self.items,
            lanes=tuple(profile.info for profile in self.lanes),
            yardstick=self.yardstick,
            rounds=self.rounds,
            warmups=self.warmups,
            heats=len(self.lanes) * (self.rounds + self.warmups),
            mode=self.mode,
            started_at="2026-01-02T10:12:00+00:00",
            machine=self.machine,
            scenario={"name": self.name, "expect": list(self.expect)},
        )

    def heats(self) -> Iterator[Event]:
        heat = 0
        for turn in range(self.warmups + self.rounds):
            for profile in self.lanes:
                yield from self.heat(profile, heat, max(turn - self.warmups + 1, 0), turn >= self.warmups)
                heat += 1

    def heat(self, profile: Profile, heat: int, round_: int, counted: bool) -> Iterator[Event]:
        start, info = self.now, profile.info
        gone = start + int(profile.startup_ms * MS)
        running = int(
            profile.running_s * SECOND * profile.jitter[(round_ + profile.phase) % len(profile.jitter)]
        )
        end = gone + running + int(profile.winddown_ms * MS)
        yield HeatStarted(start, heat, info.id, round_, counted)
        yield HeatReady(
            gone,
            heat,
            startup_ns=gone - start,
            python="3.11.7",
            pid=4000 + heat,
            start_method=profile.start_method,
            items=self.items,
        )
        yield HeatGone(gone, heat)
        yield from (self.sample(profile, heat, gone, running, k) for k in range(1, SAMPLES))
        if counted:
            yield from (OutputSeen(end, heat, stream, text) for stream, text in profile.output)
        yield self.ended(profile, heat, end, running)
        if profile.status == "finished":
            yield self.spans(profile, heat, gone - start, running)
            yield Noted(end, f"finished in {(end - start) / SECOND:.2f} s", info.id, "good")
        self.now = end + 30 * MS

    def sample(self, profile: Profile, heat: int, gone: int, running: int, step: int) -> Sampled:
        share = step / SAMPLES
        done, hands = int(self.items * share), len(profile.signs[0])
        busy = min(int(100 * profile.cpu_per_running), 100 * hands)
        spare = int(100 * profile.foreign)
        cores = (min(busy, 98), max(busy - 98, 0) + spare) if step % 8 < 4 else (spare, min(busy, 98))
        if hands > 1 and profile.cpu_per_running > 1.2:
            cores = (busy // 2, busy - busy // 2)
        return Sampled(
            t=gone + int(running * share),
            heat=heat,
            done=done,
            failed=int(profile.errors * share),
            workers=tuple(done // hands + (k < done % hands) for k in range(hands)),
            states=profile.signs[step % len(profile.signs)],
            cpu_ns=int(running * share * profile.cpu_per_running),
            gil_wait=profile.gil_wait,
            cores=cores,
            lane_cores=tuple(profile.info.letter if core > 20 else "" for core in cores),
            foreign=spare,
            ui=1,
            queue_ns=int(running * share * profile.queued),
        )

    def ended(self, profile: Profile, heat: int, end: int, running: int) -> HeatEnded:
        finished = profile.status in ("finished", "disqualified")
        return HeatEnded(
            end,
            heat,
            profile.status,
            reason=profile.reason,
            detail=profile.detail,
            digest=profile.digest if finished else "",
            metrics=self.metrics(profile, running) if finished else {},
            caveats=profile.caveats,
        )

    def metrics(self, profile: Profile, running: int) -> dict[str, float]:
        startup, winddown = int(profile.startup_ms * MS), int(profile.winddown_ms * MS)
        wall, cpu = startup + running + winddown, int(running * profile.cpu_per_running)
        per_item = running * (profile.at_once or len(profile.signs[0])) / self.items
        known = {} if profile.gil_wait is None else {"gil_wait": profile.gil_wait}
        return {
            "wall_ns": wall,
            "startup_ns": startup,
            "running_ns": running,
            "winddown_ns": winddown,
            "cpu_ns": cpu,
            "user_ns": cpu * 0.98,
            "system_ns": cpu * 0.02,
            "cpu_per_wall": cpu / wall,
            "switches": profile.switches,
            "voluntary_switches": profile.switches * 0.6,
            "peak_memory_bytes": 14_680_064 * len(profile.signs[0]),
            "pickle_bytes": profile.pickle_bytes,
            "pickle_ns": profile.pickle_ms * MS,
            "p50_ns": per_item,
            "p99_ns": per_item * 1.35,
            "errors": profile.errors,
            "done": self.items,
            "items": self.items,
            "foreign": profile.foreign,
            "throughput": self.items / (wall / SECOND),
            **known,
        }

    def spans(self, profile: Profile, heat: int, startup: int, running: int) -> Spans:
        hands, size = len(profile.signs[0]), max(self.items // 24, 1)
        firsts = range(0, self.items, size)
        length = running * hands // len(firsts)
        starts = [startup + length * (k // hands) for k in range(len(firsts))]
        return Spans(
            t=self.now,
            heat=heat,
            worker=tuple(k % hands for k in range(len(firsts))),
            first=tuple(firsts),
            count=tuple(min(size, self.items - first) for first in firsts),
            start=tuple(starts),
            end=tuple(start + length * 97 // 100 for start in starts),
        )

    def close(self) -> list[Event]:
        return [RaceClosed(self.now, self.closed)] if self.closed else []


def finished_events(**changes: Any) -> list[Event]:
    """CPU work on two cores: B beats P; S, A and T far behind. Five lanes, a warm-up, three rounds."""
    return Script(**changes).events()


def finished(**changes: Any) -> RaceState:
    return fold(finished_events(**changes))


def running_events(lane_id: str = "asyncio", share: float = 0.4, turn: int = 1) -> list[Event]:
    """The same race, cut while a lane runs: its heat is ``share`` done. ``turn`` 0 is the warm-up."""
    events = finished_events()
    starts = [k for k, e in enumerate(events) if isinstance(e, HeatStarted) and e.lane == lane_id]
    return events[: starts[turn] + 3 + int(SAMPLES * share)]


def running(lane_id: str = "asyncio", share: float = 0.4, turn: int = 1) -> RaceState:
    return fold(running_events(lane_id, share, turn))


def failed_lane_events() -> list[Event]:
    """T crashes in every heat; the race goes on."""
    crashed = replace(
        T,
        status="crashed",
        reason="the lane's process was killed by signal 11 (SIGSEGV)",
        detail="Fatal Python error: Segmentation fault",
        output=(("stderr", "Fatal Python error: Segmentation fault\n"),),
    )
    return finished_events(lanes=(S, crashed, P, A, B))


def failed_lane() -> RaceState:
    return fold(failed_lane_events())


def disqualified_lane_events() -> list[Event]:
    """P is the fastest, with results other than the yardstick's."""
    wrong = replace(P, running_s=2.0, digest="0bad" * 16)
    return finished_events(lanes=(S, T, wrong, A, B))


def disqualified_lane() -> RaceState:
    return fold(disqualified_lane_events())


def tie_events() -> list[Event]:
    """P and B cross each other from round to round: no clear winner."""
    first = replace(P, running_s=4.0, jitter=(1.0, 0.98, 1.03, 0.99), phase=0)
    second = replace(B, running_s=4.0, jitter=(1.0, 1.02, 0.985, 1.0), phase=0)
    return finished_events(lanes=(S, T, first, A, second))


def tie() -> RaceState:
    return fold(tie_events())


def waiting_events() -> list[Event]:
    """100 requests of 50 ms: threads and asyncio win without a second core."""
    cpu = {"cpu_per_running": 0.05, "gil_wait": 0.01}
    return finished_events(
        lanes=(
            replace(S, running_s=5.21, signs=("w",), cpu_per_running=0.02),
            replace(
                T,
                info=lane("threads", 20),
                running_s=0.29,
                signs=("w" * 19 + "r",),
                cpu_per_running=0.3,
                gil_wait=0.02,
            ),
            replace(P, info=lane("processes", 20), running_s=0.40, signs=("w" * 20,), startup_ms=900, **cpu),
            replace(A, running_s=0.09, signs=("w",), cpu_per_running=0.6, at_once=62),
        ),
        work="io",
        items=100,
        name="fetch-100",
        title="100 downloads",
    )


def waiting() -> RaceState:
    return fold(waiting_events())
