"""Tasks of a Dask cluster: one that is started and stopped here, or yours.

The code travels to the workers; results come back as they are done and are marked here. What a lost worker
had in hand is run again by another, and counted once.
"""

from __future__ import annotations

import pickle
import platform
import threading
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.engines.dask_cluster import connected
from gilrace.errors import LaneError
from gilrace.lane.heat import slices
from gilrace.lane.portion import Tally, portion_size

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat

LETTER = "D"
OPTIONS = {"scheduler": ""}
PACKAGES = ("distributed",)
WATCH_S = 0.25


def run(heat: Heat) -> list[Any]:
    """Run every item on a cluster. Raises LaneError."""
    from distributed import Client  # noqa: F401 - tells first what is missing

    tally = Tally(heat)
    with connected(heat) as client:
        judge_pythons(client.run(platform.python_version))
        with seated(client, heat) as name:
            crew = Crew(client, heat, tally)
            crew.gather(name)
            heat.line()
            tally.begin()
            with crew.watched():
                _race(client, heat, name, crew)
            crew.dismiss(name)
    tally.finish()
    return tally.results


def judge_pythons(versions: Mapping[str, str]) -> None:
    """Functions travel as bytecode, which is of one Python version. Raises LaneError."""
    mine = platform.python_version()
    for address, version in versions.items():
        if version.rpartition(".")[0] != mine.rpartition(".")[0]:
            raise LaneError(
                f"the worker at {address} runs Python {version}, this lane {mine}: they must be the same",
                advice=f"Give the lane `python: {version.rpartition('.')[0]}`, or start workers with {mine}.",
            )


@contextmanager
def seated(client: Any, heat: Heat) -> Iterator[str]:
    """Every worker of now and later has the code; the name of its seat. Taken away at the end."""
    import cloudpickle

    from gilrace.engines import dask_worker
    from gilrace.engines.dask_parcel import packed

    name = f"gilrace-{uuid.uuid4().hex[:12]}"
    cloudpickle.register_pickle_by_value(dask_worker)
    try:
        parcel, modules = packed()
        seat = dask_worker.Seat(name, parcel, modules, pickle.dumps(heat.reload))
        client.register_plugin(seat, name=name)
        yield name
        client.unregister_worker_plugin(name)
    finally:
        cloudpickle.unregister_pickle_by_value(dask_worker)


class Crew:
    """The workers: who is there, where, and who was lost."""

    def __init__(self, client: Any, heat: Heat, tally: Tally) -> None:
        from gilrace.engines.dask_worker import machine

        self.hosts: dict[str, str] = {}  # by address, as far as known
        self.lost: list[str] = []
        self._client = client
        self._heat = heat
        self._tally = tally
        self._here = machine()
        self._door = threading.Lock()
        self._over = threading.Event()

    def gather(self, name: str) -> None:
        """Return when every worker that is there has loaded the work. Raises what one of them raised."""
        from gilrace.engines.dask_worker import by_value, enter

        for address, host in self._client.gather(self._on_each(by_value(enter), name)):
            self.hosts[address] = named(host, address)
            self._tally.arrive(address)
        self._heat.say(self.words())

    def take(self, told: tuple[str, str, str, Any]) -> None:
        """A task's answer."""
        address, host, machine, portion = told
        with self._door:
            self.hosts.setdefault(address, named(host, address))
        shift = 0 if machine == self._here else perf_counter_ns() - portion.times[-1]
        if machine != self._here:
            portion = portion.elsewhere()
        self._tally.take(address, portion, shift)

    def dismiss(self, name: str) -> None:
        """Every worker tears down what it has set up. One that is lost has nothing to tear down."""
        from gilrace.engines.dask_worker import by_value, leave

        with suppress(Exception):
            self._client.gather(self._on_each(by_value(leave), name))

    def _on_each(self, task: Any, name: str) -> list[Any]:
        return [
            self._client.submit(task, name, workers=[address], pure=False, allow_other_workers=False)
            for address, threads in self._client.ncores().items()
            for _ in range(threads)
        ]

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Meanwhile, notice workers that go and come."""
        thread = threading.Thread(target=self._watch, name="crew", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    def _watch(self) -> None:
        said = self.words()
        while not self._over.wait(WATCH_S):
            with suppress(Exception):  # the race itself tells when the scheduler has gone
                self._compare(set(self._client.ncores()))
            if (text := self.words()) != said:
                said = text
                self._heat.say(text)

    def _compare(self, there: set[str]) -> None:
        with self._door:
            for address in [known for known in self.hosts if known not in there]:
                where = self.hosts.pop(address)
                self.lost.append(address)
                self._heat.warn(f"a worker on {where} was lost: what it had in hand runs again")
            new = [address for address in there if address not in self.hosts]
            for address in new:
                self.hosts[address] = named("", address)
                if self.lost:
                    self._tally.leave(self.lost[-1], address)

    def words(self) -> str:
        """``2 workers on alpha, beta; 1 lost, its items run again``."""
        with self._door:
            count, where = len(self.hosts), ", ".join(sorted(set(self.hosts.values())))
        there = f"{count} worker{'s' * (count != 1)} on {where}" if count else "no worker is left: waiting"
        if not self.lost:
            return there
        return (
            f"{there}; {len(self.lost)} lost, what {'it' if len(self.lost) == 1 else 'they'} had runs again"
        )


def named(host: str, address: str) -> str:
    """A worker's host with its network address, where that is not this machine's own loop."""
    place = address.partition("//")[2].rpartition(":")[0]
    if place.startswith("127.") or place in ("localhost", "[::1]"):
        return host or place
    return f"{host} ({place})" if host else place


def _race(client: Any, heat: Heat, name: str, crew: Crew) -> None:
    """Hand all portions over, take their results as they come. Raises LaneError."""
    from distributed import as_completed

    from gilrace.engines.dask_worker import by_value, run_here

    items = heat.work.items
    cut = list(slices(len(items), portion_size(len(items), heat.workers, heat.chunk)))
    with heat.pickling() as pieces:
        pieces += [pickle.dumps(items[first : first + count]) for first, count in cut]
        payloads = list(pieces)
    firsts = [first for first, _ in cut]
    futures = client.map(
        by_value(run_here), [name] * len(cut), firsts, payloads, pure=False, key=f"{name}-items"
    )
    waiting = set(futures)
    del futures
    for batch in as_completed(waiting, loop=client.loop).batches():
        done = list(batch)
        try:
            answers = client.gather(done)
        except Exception as error:
            raise told(error) from error
        for answer in answers:
            crew.take(answer)
        waiting.difference_update(done)
    if crew.lost:
        heat.caveats.append("lost-workers")


def told(error: BaseException) -> Exception:
    """What ended the race, in plain words."""
    from concurrent.futures import CancelledError

    from distributed import KilledWorker

    if isinstance(error, KilledWorker):
        return LaneError(
            f"{error.task} was tried on {error.allowed_failures + 1} workers and each of them died",
            advice="Look at what the item does to its process.",
        )
    if isinstance(error, (CancelledError, OSError)):
        return LaneError(f"the scheduler went away in mid-race: {error}")
    return error if isinstance(error, Exception) else LaneError(str(error))
