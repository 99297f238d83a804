"""A scenario whose outcome is asked for by tests: run once, however many tests and processes ask."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from gilrace.analysis.expect import check_expectations
from gilrace.analysis.meant_to_fail import meant_to_fail
from gilrace.analysis.verdict import judge
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import RaceState, fold
from gilrace.scenario.override import override

if TYPE_CHECKING:
    from pathlib import Path

    from gilrace.scenario import Scenario

TICK_S = 0.1
Outcome = tuple[str, str, str]  # pass | fail | inconclusive | skipped, measured, reason


@dataclass(frozen=True, slots=True)
class Told:
    """What a scenario told: whether it ran to its end, and every expectation in order."""

    headline: str
    end: Outcome
    outcomes: tuple[Outcome, ...]


def told(scenario: Scenario, rounds: int | None = None, shared: Path | None = None) -> Told:
    """Race it, or hear from another process of the same test run that has. Raises GilraceError.

    ``shared`` is a folder of all processes of the run; None = there is only this one.
    """
    if shared is None:
        return _run(scenario, rounds)
    name = hashlib.sha256(str(scenario.path.resolve()).encode()).hexdigest()[:24]
    answer = shared / f"gilrace-{name}.json"
    with _alone(shared / "gilrace-races"):  # held for the whole race: two at a time would disturb each other
        if not answer.exists():
            answer.write_text(json.dumps(asdict(_run(scenario, rounds))), "utf-8")
        return _read(answer)


def _run(scenario: Scenario, rounds: int | None) -> Told:
    return raced(scenario, rounds) if scenario.workload is not None else shown(scenario)


def shown(scenario: Scenario) -> Told:
    """Run a demo of the lab, really and by exploring it, as its expectations ask. Raises GilraceError."""
    from gilrace.console.demos import run_demo

    ran = run_demo(scenario, lambda words: None, trusted=True)
    if ran.interrupted:
        raise KeyboardInterrupt
    end = ("fail", "", "a process of the demo crashed") if ran.crashed else ("pass", "", "")
    return Told(scenario.title, end, tuple((one.status, one.measured, one.reason) for one in ran.outcomes))


def raced(scenario: Scenario, rounds: int | None = None) -> Told:
    """Race it here and now. Raises what stopped the race."""
    session = RaceSession(override(scenario, rounds=rounds), Options(trusted=True))  # pytest runs code anyway
    session.start()
    try:
        while not session.join(TICK_S):
            pass
    finally:
        session.stop()
        session.join()
    if session.crash is not None:
        raise session.crash
    if session.error is not None:
        raise session.error
    state = fold(session.events())
    outcomes = check_expectations(scenario.expect, state)
    return Told(
        judge(state).headline,
        _lanes(state),
        tuple((outcome.status, outcome.measured, outcome.reason) for outcome in outcomes),
    )


def _lanes(state: RaceState) -> Outcome:
    """Whether every lane that was not meant to fail came to its end."""
    meant = meant_to_fail(state)
    wrong = [
        (lane, heat)
        for lane in state.lanes
        for heat in lane.past
        if lane.info.id not in meant and heat.status not in ("finished", "disqualified")
    ]
    if not wrong:
        return "pass", judge(state).headline, ""
    words = "; ".join(f"{lane.info.name} {heat.status}: {heat.reason}" for lane, heat in wrong)
    here = all("cannot-run-here" in heat.caveats for _, heat in wrong)
    return ("skipped" if here else "fail"), "", words


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    import fcntl

    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _read(answer: Path) -> Told:
    record = json.loads(answer.read_text("utf-8"))
    outcomes = tuple(tuple(one) for one in record["outcomes"])
    return Told(record["headline"], tuple(record["end"]), outcomes)
