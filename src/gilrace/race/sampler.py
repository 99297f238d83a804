"""Looking at running heats from outside, at a rate that costs next to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from gilrace.lane import track as layout
from gilrace.lane.track import Track
from gilrace.meters.cores import CoreMeter
from gilrace.meters.foreign import ForeignMeter
from gilrace.meters.gilwait import GilWait
from gilrace.meters.lane_cpu import LaneMeter, LaneReading, lane_cores
from gilrace.meters.own import OwnMeter
from gilrace.race.events import Sampled
from gilrace.race.heat_run import HeatRun

PERIOD_NS = 50_000_000
THREADS_EVERY = 2  # samples between looks at a lane's threads
CORES_EVERY = 4
PHASE_SIGNS = {layout.ABSENT: "s", layout.READY: "s", layout.FINISHED: "i"}


@dataclass(slots=True)
class LaneEye:
    """What is kept of one heat between samples."""

    run: HeatRun
    meter: LaneMeter
    gil: GilWait = field(default_factory=GilWait)
    reading: LaneReading | None = None


class Sampler:
    """Samples the heats it was given until they are over."""

    def __init__(self, watch_threads: bool = True) -> None:
        self._cores = CoreMeter()
        self._foreign = ForeignMeter()
        self._own = OwnMeter()
        self._count = 0
        self._watch_threads = watch_threads
        self._loads: dict[int, list[int]] = {}

    def watch(self, run: HeatRun) -> LaneEye:
        """An eye on a heat that has just been started."""
        self._cores.read()
        self._loads[run.heat.index] = []
        return LaneEye(run, LaneMeter(run.process.pgid))

    def average_foreign(self, heat: int) -> float | None:
        """Average load of other programs during a heat, as a share of one core; None if never seen."""
        loads = self._loads.pop(heat, [])
        return sum(loads) / len(loads) / 100 if loads else None

    def sample(self, eyes: list[LaneEye], t: int) -> list[Sampled]:
        """One sample of every heat that has been told to go, at race time ``t``."""
        self._count += 1
        if self._watch_threads and self._count % THREADS_EVERY == 0:
            for eye in eyes:
                self._look_at_threads(eye)
        cores, foreign, own = self._machine(eyes) if self._count % CORES_EVERY == 0 else ((), -1, -1)
        return [self._one(eye, t, cores, foreign, own, eyes) for eye in eyes]

    def _look_at_threads(self, eye: LaneEye) -> None:
        eye.reading = eye.meter.read()
        if eye.run.went:
            eye.gil.add(eye.reading)

    def _machine(self, eyes: list[LaneEye]) -> tuple[tuple[int, ...], int, int]:
        cores = self._cores.read()
        own = self._own.read()
        lanes_ns = sum(eye.reading.cpu_ns for eye in eyes if eye.reading)
        foreign = self._foreign.read(self._cores.total_busy_ns(), lanes_ns)
        for eye in eyes:
            if eye.run.went:
                self._loads[eye.run.heat.index].append(foreign)
        return cores, foreign, own

    def _one(
        self, eye: LaneEye, t: int, cores: tuple[int, ...], foreign: int, own: int, eyes: list[LaneEye]
    ) -> Sampled:
        track = eye.run.process.track
        done = track.done()
        return Sampled(
            t,
            eye.run.heat.index,
            sum(done),
            track.total(layout.FAILED),
            done,
            worker_signs(track, eye.reading),
            eye.reading.cpu_ns if eye.reading else 0,
            eye.gil.share(),
            cores,
            _letters(eyes, len(cores)) if cores else (),
            max(foreign, 0),
            max(own, 0),
        )


def worker_signs(track: Track, reading: LaneReading | None) -> str:
    """A sign per worker: from the track where it is not running, else what its thread does."""
    states = {thread.tid: thread.state for thread in reading.threads} if reading else {}
    signs = []
    for number in range(track.workers):
        worker = track.worker(number)
        signs.append(PHASE_SIGNS.get(worker.phase) or states.get(worker.tid, "?"))
    return "".join(signs)


def _letters(eyes: list[LaneEye], cores: int) -> tuple[str, ...]:
    letters = [""] * cores
    for eye in eyes:
        if eye.reading is None:
            continue
        for core, letter in enumerate(lane_cores(eye.reading.threads, eye.run.heat.lane.info.letter, cores)):
            letters[core] = letters[core] or letter
    return tuple(letters)
