"""Doubts about a measurement: codes collected by the engine and by analysis, worded in one table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.reading import cores, measured
from gilrace.analysis.separation import FEW
from gilrace.analysis.steadiness import UNSTEADY, steadiness

if TYPE_CHECKING:
    from gilrace.race.state import RaceState

NOISE = 0.10  # of one core: more load than this from other programs is told


@dataclass(frozen=True, slots=True)
class Caveat:
    """What to doubt, and what to do about it."""

    text: str
    advice: str = ""


CAVEATS: dict[str, Caveat] = {
    "noisy-host": Caveat(
        "other programs used more than 10 % of a core while lanes ran", "close them and race again"
    ),
    "another-race": Caveat(
        "another race ran on this machine at the same time: the two disturbed each other",
        "race again when it is over; gilrace waits for it by itself",
    ),
    "unsteady": Caveat(
        "a fixed loop before each heat varied by more than 5 %: the machine's speed changes by itself",
        "close other programs, plug in the laptop, race more rounds",
    ),
    "throttled": Caveat(
        "a CPU quota stopped lanes while they ran: their times are longer than the work",
        "race fewer workers, or raise the quota of this container or service",
    ),
    "time-stolen": Caveat(
        "the hypervisor took more than 2 % of this machine's cores while lanes ran",
        "race again, or on a machine of one's own",
    ),
    "shared-cores": Caveat(
        "lanes kept more cores busy than there are physical ones: two hardware threads of a core share what "
        "computes, so the last ones gain less"
    ),
    "few-rounds": Caveat(
        "fewer than three rounds: differences under a quarter are taken as ties",
        "race with --rounds 3 or more",
    ),
    "small-sample": Caveat("fewer than six rounds: intervals are wide", "race with --rounds 6 or more"),
    "together": Caveat("all lanes ran at once and competed: times are not comparable", "race in fair heats"),
    "cut-short": Caveat("the race did not run to its end: this is what was measured so far"),
    "rounds-missing": Caveat("a lane did not finish all of its rounds"),
    "no-yardstick": Caveat("the yardstick has no time: there are no speed-ups"),
    "results-vary": Caveat("a lane's results differ from round to round", "make the function deterministic"),
    "results-unchecked": Caveat("results were not compared: no lane's can be trusted more than another's"),
    "more-workers-than-cores": Caveat("a lane has more busy workers than this machine has cores"),
    "gil-wait-unseen": Caveat(
        "waiting for the GIL could not be seen: too short a heat, or this machine does not tell"
    ),
    "spans-thinned": Caveat("the timeline keeps only some of the items; times and counts are complete"),
    "pickle-estimated": Caveat("pickling was timed on a sample of the items and scaled up"),
    "origin-late": Caveat(
        "the test server answered later than it was told to",
        "ask for fewer requests at once or a longer delay",
    ),
    "gil-switched-on": Caveat(
        "an import switched the GIL on again on a Python that was started without one",
        "a note of the lane names the module",
    ),
    "left-processes": Caveat(
        "a lane left processes behind; they were ended", "wait for children in the function"
    ),
    "lost-workers": Caveat(
        "a worker was lost in mid-race: what it had in hand was run again, which took time",
        "look why it ended, and race again",
    ),
    "cannot-run-here": Caveat("a lane could not be started on this machine", "see its reason"),
    "short-heat": Caveat("a heat took under 20 ms: mostly start-up and chance", "race more items"),
    "items-failed": Caveat("some items raised an error; they count as done, with the error as their result"),
}


def caveat(code: str) -> Caveat:
    """The words of a code; an unknown one, from a newer recording, speaks for itself."""
    return CAVEATS.get(code) or Caveat(code.replace("-", " "))


def caveats_of(state: RaceState) -> tuple[str, ...]:
    """Every caveat of a race: those its heats carry, then those that follow from its numbers."""
    carried = (code for lane in state.lanes for heat in measured(lane) for code in heat.caveats)
    return tuple(dict.fromkeys([*carried, *_of_race(state), *_of_heats(state)]))


def _of_race(state: RaceState) -> list[str]:
    if state.opened is None:
        return []
    rounds = max((len(measured(lane)) for lane in state.lanes), default=0)
    found = {
        "together": state.opened.mode != "fair",
        "cut-short": bool(rounds) and state.closed not in ("", "complete"),
        "few-rounds": 0 < rounds < FEW,
        "small-sample": FEW <= rounds < 6,
        "rounds-missing": bool(state.closed) and any(0 < len(measured(x)) < rounds for x in state.lanes),
    }
    return [code for code, true in found.items() if true]


def _of_heats(state: RaceState) -> list[str]:
    metrics = [heat.metrics for lane in state.lanes for heat in measured(lane)]
    found = {
        "noisy-host": any(m.get("foreign", 0.0) > NOISE for m in metrics),
        "unsteady": _unsteady(state),
        "short-heat": any(m["wall_ns"] < 20e6 for m in metrics),
        "items-failed": any(m.get("errors", 0.0) > 0 for m in metrics),
        "more-workers-than-cores": _oversubscribed(state),
        "gil-wait-unseen": _unseen(state),
        "shared-cores": _on_siblings(state, max((m.get("cpu_per_wall", 0.0) for m in metrics), default=0.0)),
    }
    return [code for code, true in found.items() if true]


def _unsteady(state: RaceState) -> bool:
    found = steadiness(state)
    return found is not None and found.scatter > UNSTEADY


def _on_siblings(state: RaceState, most: float) -> bool:
    """Whether a lane computed on more cores than are physically there."""
    there = state.opened.machine.get("physical_cores") if state.opened else None
    return isinstance(there, int) and there < cores(state) and most > there + 0.1


def _oversubscribed(state: RaceState) -> bool:
    """More workers than cores, where the work is mostly computing."""
    limit = cores(state)
    return (
        0
        < limit
        < max(
            (
                x.info.workers
                for x in state.lanes
                for h in measured(x)
                if x.info.strategy != "asyncio" and h.metrics.get("cpu_per_wall", 0.0) > 0.8 * limit
            ),
            default=0,
        )
    )


def _unseen(state: RaceState) -> bool:
    """Threads that computed, without a word on their waits for the GIL."""
    return any(
        x.info.strategy == "threads" and h.gil and "gil_wait" not in h.metrics
        for x in state.lanes
        for h in measured(x)
        if h.metrics.get("cpu_per_wall", 0.0) > 0.5
    )
