"""Looking at running heats from outside, at a rate that costs next to nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gilrace.lane import track as layout
from gilrace.meters.allowance import Allowance
from gilrace.meters.core_visits import CoreVisits
from gilrace.meters.cores import CoreMeter
from gilrace.meters.corewait import CoreWait
from gilrace.meters.foreign import ForeignMeter
from gilrace.meters.gilwait import GilWait
from gilrace.meters.lane_cpu import LaneMeter, LaneReading, lane_cores
from gilrace.meters.own import OwnMeter
from gilrace.meters.throttle import Throttled, ThrottleMeter
from gilrace.race.events import Sampled

if TYPE_CHECKING:
    from gilrace.lane.track import Track
    from gilrace.race.heat_run import HeatRun

PERIOD_NS = 50_000_000
CORES_EVERY = 4  # samples between looks at the whole machine
PHASE_SIGNS = {layout.ABSENT: "s", layout.READY: "s", layout.FINISHED: "i"}


@dataclass(slots=True)
class LaneEye:
    """What is kept of one heat between samples."""

    run: HeatRun
    meter: LaneMeter
    gil: GilWait = field(default_factory=GilWait)
    queue: CoreWait = field(default_factory=CoreWait)
    visits: CoreVisits = field(default_factory=CoreVisits)
    reading: LaneReading | None = None


class Sampler:
    """Watches heats that run at the same time, from their start until `close`."""

    def __init__(self, runs: list[HeatRun]) -> None:
        self._eyes = [LaneEye(run, LaneMeter(run.process.pgid)) for run in runs]
        self._cores = CoreMeter()
        self._foreign = ForeignMeter()
        self._own = OwnMeter()
        self._throttle = ThrottleMeter()
        self._looks = Allowance()
        self._count = 0
        self._loads: list[int] = []
        self._steals: list[int] = []

    def close(self) -> None:
        """Give all descriptors back."""
        for eye in self._eyes:
            eye.meter.close()

    @property
    def average_foreign(self) -> float | None:
        """Average load of other programs since the go signal, as a share of one core; None if never seen."""
        return sum(self._loads) / len(self._loads) / 100 if self._loads else None

    @property
    def average_steal(self) -> float | None:
        """Share of all cores' time that the hypervisor took since the go signal; None if never seen."""
        return sum(self._steals) / len(self._steals) / 100 if self._steals else None

    @property
    def throttled(self) -> Throttled:
        """How often, and for how long, a CPU quota has stopped everything here since the start."""
        return self._throttle.read()

    def gil_doubt(self, heat: int) -> float | None:
        """Standard error of the heat's share of waits for the GIL; None where it could not be seen."""
        return next((eye.gil.doubt() for eye in self._eyes if eye.run.heat.index == heat), None)

    def visits(self, heat: int) -> CoreVisits:
        """On which cores the workers of a heat were seen."""
        return next((eye.visits for eye in self._eyes if eye.run.heat.index == heat), CoreVisits())

    def sample(self, t: int) -> list[Sampled]:
        """One sample of every heat that has been told to go, at race time ``t``."""
        eyes = [eye for eye in self._eyes if eye.run.went and not eye.run.over]
        if not eyes:
            return []
        self._count += 1
        whole = self._count % CORES_EVERY == 1
        if self._looks.allows(t) or whole:
            with self._looks.spending():
                self._look(eyes)
        cores, foreign, own = self._machine(eyes) if whole else ((), 0, 0)
        return [self._one(eye, t, cores, foreign, own, eyes) for eye in eyes]

    def _look(self, eyes: list[LaneEye]) -> None:
        """What the threads of these lanes do now."""
        for eye in eyes:
            eye.reading = eye.meter.read()
            eye.gil.add(eye.reading)
            workers = worker_threads(eye.run.process.track)
            eye.queue.add(eye.reading, workers)
            eye.visits.add(eye.reading, workers)

    def _machine(self, eyes: list[LaneEye]) -> tuple[tuple[int, ...], int, int]:
        """Load per core, of other programs, and our own; the first look only sets the marks."""
        cores, own = self._cores.read(), self._own.read()
        lanes_ns = sum(eye.reading.cpu_ns for eye in eyes if eye.reading)
        foreign = self._foreign.read(self._cores.total_busy_ns(), lanes_ns)
        if self._count == 1:
            return (), 0, 0
        self._loads.append(foreign)
        self._steals.append(self._cores.steal_percent)
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
            max(eye.reading.cpu_ns - eye.run.loading_ns, 0) if eye.reading else 0,
            eye.gil.share(),
            cores,
            _letters(eyes, len(cores)) if cores else (),
            foreign,
            own,
            eye.queue.total_ns,
            eye.run.said,
        )


def worker_threads(track: Track) -> set[int]:
    """Thread ids of the workers that run items now."""
    workers = (track.worker(number) for number in range(track.workers))
    return {worker.tid for worker in workers if worker.phase not in PHASE_SIGNS}


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
