"""One race from start to end in front of a face that prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from typing import TYPE_CHECKING

from gilrace.race.signals import ending_signals
from gilrace.race.state import RaceState, advance

if TYPE_CHECKING:
    from gilrace.analysis.expect import Outcome
    from gilrace.console.faces import Face
    from gilrace.errors import GilraceError
    from gilrace.race.events import Event
    from gilrace.race.session import RaceSession

TICK_S = 0.1


@dataclass(frozen=True, slots=True)
class Raced:
    """What became of a race."""

    state: RaceState
    outcomes: tuple[Outcome, ...]
    interrupted: bool = False
    error: GilraceError | None = None
    signal: int = 0  # the first that asked for an end, 0 = none did


@contextmanager
def opened(faces: Sequence[Face]) -> Iterator[None]:
    """Faces that give the terminal back whatever happens."""
    with ExitStack() as stack:
        for face in faces:
            stack.callback(face.stop)
            face.open()
        yield


def race(session: RaceSession, faces: Sequence[Face]) -> Raced:
    """Run a race to its end, or to the first signal that asks for one; everything measured is kept."""
    signals: list[int] = []

    def end(number: int) -> None:
        signals.append(number)
        session.stop()

    state, seen, queued = RaceState(), 0, ""
    with ending_signals(end), opened(faces), _ended_in_any_case(session):
        session.start()
        over = False
        while not over:
            over = session.join(TICK_S)
            queued = _tell_who_races(session.waiting, queued, faces)
            fresh = session.events(seen)
            seen += len(fresh)
            state = _show(fresh, state, faces)
        from gilrace.analysis.expect import check_expectations  # what only the end needs

        outcomes = check_expectations(session.scenario.expect, state) if state.opened else ()
        for face in faces:
            face.close(state, outcomes)
    if session.crash is not None:
        raise session.crash
    return Raced(state, outcomes, bool(signals), session.error, signals[0] if signals else 0)


def _tell_who_races(waiting: str, told: str, faces: Sequence[Face]) -> str:
    """Say it when it has changed; what is known now."""
    if waiting and waiting != told:
        for face in faces:
            face.wait(waiting)
    return waiting


@contextmanager
def _ended_in_any_case(session: RaceSession) -> Iterator[None]:
    """A face that can no longer show (a closed pipe) must not leave a race running."""
    try:
        yield
    finally:
        session.stop()
        session.join()


def _show(fresh: Iterable[Event], state: RaceState, faces: Sequence[Face]) -> RaceState:
    for event in fresh:
        state = advance(state, event)
        for face in faces:
            face.show(event, state)
    for face in faces:
        face.tick(state)
    return state


def replay(events: Iterable[Event], faces: Sequence[Face], speed: float | None = None) -> RaceState:
    """Show a recording again; ``speed`` is times real time, None = as fast as it can be read."""
    from gilrace.analysis.recorded import recorded_outcomes

    state = RaceState()
    with opened(faces):
        opened_s = monotonic()
        for event in events:
            if speed:
                _wait_until(opened_s + event.t / 1e9 / speed, state, faces)
            state = _show([event], state, faces) if speed else _fold(event, state, faces)
        for face in faces:
            face.close(state, recorded_outcomes(state))
    return state


def _fold(event: Event, state: RaceState, faces: Sequence[Face]) -> RaceState:
    state = advance(state, event)
    for face in faces:
        face.show(event, state)
    return state


def _wait_until(when_s: float, state: RaceState, faces: Sequence[Face]) -> None:
    while (left := when_s - monotonic()) > 0:
        for face in faces:
            face.tick(state)
        sleep(min(left, TICK_S))
