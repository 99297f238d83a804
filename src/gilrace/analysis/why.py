"""Why a lane did as it did: a named pattern and one sentence, from what was measured and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis import stages
from gilrace.analysis.budget import Budget, budget
from gilrace.analysis.reading import Reading, cores, measured, reading
from gilrace.analysis.remedies import REMEDIES, Remedy
from gilrace.analysis.units import count, duration, percent, size, times

if TYPE_CHECKING:
    from gilrace.race.state import Lane, RaceState

ONE_CORE = 1.2  # CPU per wall up to here is one busy core
BUSY = 0.8  # and from here on a core is busy
WAITING = 0.5  # below this, the lane mostly waits
SMALL_NS = 2_000_000  # an item that handing over may outweigh
NOTABLE = 0.25  # a share of the wall time that explains a result
MUCH = 0.5  # of a core: load of other programs that can explain a result
NOISY = "noisy-host"


@dataclass(frozen=True, slots=True)
class Reason:
    """What shaped a lane's time. The empty value says nothing."""

    pattern: str = ""  # gil-bound | gil-released | parallel | io-bound | overlapping-waits | ...
    text: str = ""

    @property
    def remedy(self) -> Remedy | None:
        """What to change, and the scenario that shows the pattern alone; None for what needs no change."""
        return REMEDIES.get(self.pattern)


UNEXPLAINED = Reason()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule may look at."""

    lane: Lane
    reading: Reading
    cores: int
    gil: bool
    budget: Budget | None = None

    @property
    def load(self) -> float:
        """CPU per wall: 2.0 = two cores busy all the time."""
        return self.reading.get("cpu_per_wall") or 0.0

    @property
    def idle(self) -> float:
        """The share of its workers' time after their last item."""
        return self.budget.share("idle") if self.budget else 0.0

    @property
    def coreless(self) -> float:
        """The share of its workers' time that they were ready without a core."""
        return self.budget.share("core") if self.budget else 0.0

    @property
    def locked(self) -> float:
        """Of all looks at its workers, the share that saw one wait for a lock of the program's own."""
        signs = "".join(signs for heat in measured(self.lane) for _, signs in heat.strip)
        return signs.count("l") / len(signs) if signs else 0.0

    @property
    def at_once(self) -> float:
        """Items under way at a time: item time by running time (Little's law)."""
        running = self.reading.get("running_ns") or 0.0
        each, done = self.reading.get("p50_ns") or 0.0, self.reading.get("done") or 0.0
        return each * done / running if running else 0.0


Rule = Callable[[Evidence], Reason | None]


def why(state: RaceState, lane: Lane) -> Reason:
    """The first rule that fits the lane's counted heats; an empty reason before one has ended."""
    heats = measured(lane)
    if not heats or "cpu_per_wall" not in heats[-1].metrics:
        return UNEXPLAINED
    seen = Evidence(lane, reading(lane), cores(state), heats[-1].gil, budget(lane))
    found = next((reason for rule in RULES if (reason := rule(seen))), UNEXPLAINED)
    if found.pattern == NOISY:
        return found
    return Reason(found.pattern, found.text + _noise(seen.reading))


def _noise(seen: Reading) -> str:
    foreign = seen.get("foreign") or 0.0
    return f"; other programs took {percent(foreign)} of a core meanwhile" if foreign > 0.1 else ""


def _startup(seen: Evidence) -> Reason | None:
    share = seen.reading.share("startup_ns")
    if share < NOTABLE:
        return None
    took, whole = seen.reading.get("startup_ns"), seen.reading.get("wall_ns")
    who = count(seen.lane.info.workers, "worker")
    return Reason(
        "startup-bound",
        f"{duration(took)} of {duration(whole)} went on starting {who}: too little work for it",
    )


def _pipeline(seen: Evidence) -> Reason | None:
    """Stages side by side are as fast as the slowest of them."""
    text = stages.words(stages.stage_times(seen.lane, seen.reading))
    return Reason("slowest-stage", text) if text else None


def _pickle(seen: Evidence) -> Reason | None:
    share = seen.reading.share("pickle_ns", "cpu_ns")
    if share < NOTABLE:
        return None
    took, sent = duration(seen.reading.get("pickle_ns")), size(seen.reading.get("pickle_bytes"))
    return Reason(
        "pickle-bound",
        f"pickling {sent} between processes took {took}, {percent(share)} of the lane's CPU time",
    )


def _noisy_host(seen: Evidence) -> Reason | None:
    """Workers that stood ready without a core while other programs had them."""
    foreign = seen.reading.get("foreign") or 0.0
    if foreign < MUCH or seen.coreless < NOTABLE:
        return None
    return Reason(
        NOISY,
        f"{percent(seen.coreless)} of the time no core was free: other programs took "
        f"{percent(foreign)} of a core meanwhile",
    )


def _pooled(seen: Evidence) -> bool:
    return seen.lane.info.workers > 1 and seen.lane.info.strategy != "asyncio"


def _usable(seen: Evidence) -> int:
    """Cores that its workers could keep busy."""
    return min(seen.lane.info.workers, seen.cores or seen.lane.info.workers)


def _stragglers(seen: Evidence) -> Reason | None:
    """Workers that had nothing left to do while others went on, and cores that were free for them."""
    if not _pooled(seen) or seen.idle < NOTABLE or seen.load > BUSY * _usable(seen):
        return None
    return Reason(
        "stragglers",
        f"{percent(seen.idle)} of the time of its {seen.lane.info.workers} workers went on waiting for the "
        "last ones: the work was not shared out evenly",
    )


def _lock_bound(seen: Evidence) -> Reason | None:
    if not _pooled(seen) or seen.locked < 0.5:
        return None
    return Reason(
        "lock-bound",
        f"{percent(seen.locked)} of looks at its {seen.lane.info.workers} workers saw one wait for a lock of "
        "the program's own: they take turns",
    )


def _one_thread(seen: Evidence) -> Reason | None:
    """A lane of one worker: busy, or waiting."""
    if seen.lane.info.strategy == "asyncio" or seen.lane.info.workers > 1:
        return None
    if seen.load < WAITING:
        return Reason(
            "io-bound",
            f"it waits for one item after another: the CPU was busy {percent(seen.load)} of the time",
        )
    if seen.load > ONE_CORE:
        return Reason(
            "own-workers",
            f"one worker kept {times(seen.load)} cores busy: its items start processes or threads themselves",
        )
    return Reason("one-core", f"one worker, one core: CPU per wall {times(seen.load)}")


def _busy_loop(seen: Evidence) -> Reason | None:
    """An event loop that is busy all the time: without anything to await, or with too much of it."""
    if seen.lane.info.strategy != "asyncio" or not BUSY <= seen.load <= ONE_CORE:
        return None
    busy = f"one thread, busy {percent(min(seen.load, 1.0))} of the time"
    if not seen.at_once:
        return Reason("one-core", f"{busy}: one core is all an event loop can use")
    if seen.at_once < 1.5:
        return Reason("one-long-turn", f"{busy}: hardly anything to await, so tasks run one after another")
    return Reason(
        "busy-loop", f"{busy} with about {seen.at_once:.0f} items under way: the one core is the limit"
    )


def _waits(seen: Evidence) -> Reason | None:
    overlap = seen.at_once >= 1.5 and seen.at_once > 2 * seen.load
    if seen.load >= (BUSY if overlap else WAITING):
        return None
    busy = f"the CPU was busy {percent(seen.load)} of the time"
    if not overlap and seen.lane.info.strategy == "asyncio" and seen.lane.info.workers > 1:
        return Reason(
            "blocked-loop",
            f"one item at a time where {seen.lane.info.workers} may be under way: something waits without "
            f"await and blocks the event loop; {busy}",
        )
    if not overlap:
        return Reason("io-bound", f"mostly waiting, about one item at a time: {busy}")
    return Reason(
        "overlapping-waits",
        f"about {seen.at_once:.0f} items were under way at a time, their waits overlap: {busy}",
    )


def _gil_bound(seen: Evidence) -> Reason | None:
    if seen.lane.info.strategy != "threads" or not seen.gil or not BUSY <= seen.load <= ONE_CORE:
        return None
    threads, load = count(seen.lane.info.workers, "thread"), times(seen.load)
    waited = seen.reading.get("gil_wait")
    if waited is None:
        return Reason(
            "one-core",
            f"{threads} kept one core busy (CPU per wall {load}); GIL waits could not be seen here",
        )
    if waited < NOTABLE:
        return Reason(
            "one-core",
            f"{threads} kept one core busy (CPU per wall {load}), waiting {percent(waited)} for the GIL",
        )
    return Reason(
        "gil-bound",
        f"{threads}, one GIL: {percent(waited)}{_doubt(seen)} of their time went on waiting for it; one core "
        "did the work",
    )


def _doubt(seen: Evidence) -> str:
    """Two standard errors of the GIL wait, in points."""
    error = seen.reading.get("gil_wait_doubt")
    return f" (±{max(200 * error, 1):.0f})" if error else ""


def _handing_over(seen: Evidence) -> Reason | None:
    """Small items, a switch or more for each, and cores that are not busy: the pool waits for its post."""
    per_item = seen.reading.share("switches", "done")
    could = _usable(seen)
    small = (seen.reading.get("p50_ns") or 0.0) < SMALL_NS
    if seen.lane.info.strategy != "processes" or not small or per_item < 1.5 or seen.load > 0.8 * could:
        return None
    return Reason(
        "too-small-tasks",
        f"{times(per_item)} context switches an item of {duration(seen.reading.get('p50_ns'))}: workers wait "
        f"for work to be handed over, {times(seen.load)} of {could} cores busy",
    )


def _parallel(seen: Evidence) -> Reason | None:
    if seen.load <= ONE_CORE:
        return None
    workers, busy = seen.lane.info.workers, times(seen.load)
    if seen.lane.info.strategy == "threads":
        how = "the work releases the GIL" if seen.gil else "this Python has no GIL"
        return Reason(
            "gil-released" if seen.gil else "no-gil", f"{workers} threads kept {busy} cores busy: {how}"
        )
    who = "interpreters, a GIL each," if seen.lane.info.strategy == "interpreters" else "workers"
    text = f"{workers} {who} kept {busy} cores busy"
    if 0 < seen.cores < workers:
        return Reason(
            "oversubscribed", f"{text}: more workers than the {seen.cores} cores here can run at once"
        )
    return Reason("parallel", text + _overheads(seen.reading))


def _overheads(seen: Reading) -> str:
    """What running in processes cost, as far as it was measured."""
    told = [(seen.get("startup_ns"), "start-up"), (seen.get("pickle_ns"), "pickling")]
    words = [f"{name} {duration(took)}" for took, name in told if took]
    return f"; {', '.join(words)}" if words else ""


def _otherwise(seen: Evidence) -> Reason:
    return Reason("mixed", f"CPU per wall {times(seen.load)}: partly computing, partly waiting")


RULES: tuple[Rule, ...] = (
    _startup,
    _pipeline,
    _pickle,
    _noisy_host,
    _stragglers,
    _lock_bound,
    _one_thread,
    _busy_loop,
    _waits,
    _gil_bound,
    _handing_over,
    _parallel,
    _otherwise,
)
