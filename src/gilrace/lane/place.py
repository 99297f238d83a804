"""A worker's place, where workers share no objects with their host: a process or a subinterpreter each.

The worker's half keeps work, pen and claims between the tasks of an executor, in a global of its own
interpreter; the host's half waits until all have taken their places and puts their results together.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from time import perf_counter_ns, sleep
from typing import TYPE_CHECKING, Any

from gilrace.errors import LaneError
from gilrace.lane import track as layout
from gilrace.lane.marks import Mark, run_slice
from gilrace.lane.parcel import Parcel

if TYPE_CHECKING:
    from gilrace.lane.claims import Claims
    from gilrace.lane.heat import Heat
    from gilrace.lane.track import Track
    from gilrace.lane.work import Work

POLL_S = 0.001
SLICE_NS = 4_000_000  # longer than among threads: a claim among processes is two calls of the system


class Place:
    """What a worker keeps between tasks."""

    def __init__(
        self,
        track: Track,
        number: int,
        work: Work,
        gate: Callable[[], None],
        claims: Callable[[int, int], Claims],
    ) -> None:
        self.track = track
        self.work = work
        self.mark = Mark(track, number, SLICE_NS)
        self._gate = gate
        self._claims = claims

    def begin(self) -> None:
        """Wait at the gate until it is opened."""
        self._gate()
        self.mark.begin()

    def run_claimed(self, call: Callable[[Any], Any], count: int, workers: int) -> bytes:
        """Claim slices until none of them is left; all results pickled, ``[(first, values), ...]``."""
        items = Parcel.open(self.track)
        claims = self._claims(count, workers)
        mark = self.mark
        out = []
        while True:
            first, taken = claims.take(mark.count)
            if not taken:
                break
            out.append((first, run_slice(call, items[first : first + taken], first, mark)))
        start = perf_counter_ns()
        payload = pickle.dumps(out, pickle.HIGHEST_PROTOCOL)
        mark.pickled(perf_counter_ns() - start + items.load_ns, len(payload))
        mark.finish()
        return payload


_place: Place | None = None


def take_place(place: Place) -> None:
    """Once in a worker: set its work up and stand at the line."""
    global _place  # noqa: PLW0603 - an executor's tasks have no other place to keep things
    _place = place
    if place.work.setup:
        place.work.setup()
    place.mark.ready()


def here() -> Place:
    """The place of the worker that asks. Raises LaneError where none was taken."""
    if _place is None:
        raise LaneError("a worker was asked to work before it was set up")
    return _place


def leave() -> None:
    """As the worker ends by itself."""
    place = here()
    if place.work.teardown:
        place.work.teardown()
    place.mark.finish()


def await_all(heat: Heat, tasks: Sequence[Future[Any]], meanwhile: Callable[[], None] = lambda: None) -> None:
    """Return when every worker stands at the line; raise what stopped one of them."""
    while any(heat.track.worker(w).phase == layout.ABSENT for w in range(heat.workers)):
        meanwhile()
        for task in tasks:
            if task.done():
                task.result()
        sleep(POLL_S)
    meanwhile()


def put_together(heat: Heat, payloads: Iterable[bytes]) -> list[Any]:
    """All results in item order, of what each worker's `Place.run_claimed` has given back."""
    results: list[Any] = [None] * len(heat.work.items)
    with heat.pickling():
        for payload in payloads:
            for first, values in pickle.loads(payload):
                results[first : first + len(values)] = values
    return results
