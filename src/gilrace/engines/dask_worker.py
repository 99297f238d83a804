"""What runs in a worker of Dask: it unpacks what was shipped, sets the work up, and runs portions of items.

Sent by value, so that neither workers nor the scheduler need anything of gilrace installed. Whatever is
used here of gilrace is imported where it is used: on a worker it comes out of the parcel.
"""

from __future__ import annotations

import importlib
import os
import pickle
import socket
import sys
import threading
from collections.abc import Iterable
from typing import Any

from distributed import WorkerPlugin, get_worker


class Seat(WorkerPlugin):  # type: ignore[misc]
    """A worker's place in one heat. Everything it brings is taken away again by `teardown`."""

    def __init__(self, name: str, parcel: bytes, modules: Iterable[str], load: bytes) -> None:
        self.name = name
        self.parcel = parcel
        self.modules = tuple(modules)  # top-level names in the parcel
        self.load = load  # pickled: a function that loads the work

    def setup(self, worker: Any) -> None:
        """Before the first task: make what is in the parcel importable, newer than what may be loaded."""
        self.path = os.path.join(worker.local_directory, f"{self.name}.zip")  # noqa: PTH118
        with open(self.path, "wb") as file:
            file.write(self.parcel)
        self._forget()
        sys.path.insert(0, self.path)
        importlib.invalidate_caches()
        self.here = threading.local()
        self.lock = threading.Lock()

    def teardown(self, worker: Any) -> None:
        """After the last task."""
        sys.path[:] = [path for path in sys.path if path != self.path]
        self._forget()
        if os.path.exists(self.path):  # noqa: PTH110
            os.unlink(self.path)  # noqa: PTH108

    def work(self) -> Any:
        """This thread's work, set up when it is first asked for."""
        found = getattr(self.here, "work", None)
        if found is None:
            with self.lock:
                for name in self.modules:  # what was shipped, not what may lie beside it here
                    importlib.import_module(name)
            found = self.here.work = pickle.loads(self.load)()
            if found.setup:
                found.setup()
        return found

    def leave(self) -> None:
        """This thread's work is over."""
        found = self.here.__dict__.pop("work", None)
        if found is not None and found.teardown:
            found.teardown()

    def _forget(self) -> None:
        for name in list(sys.modules):
            if name.partition(".")[0] in self.modules:
                del sys.modules[name]


def enter(name: str) -> tuple[str, str]:
    """Stand at the line: this worker's address and host."""
    worker = get_worker()
    worker.plugins[name].work()
    return worker.address, socket.gethostname()


def leave(name: str) -> None:
    """After the last item."""
    get_worker().plugins[name].leave()


def run_here(name: str, first: int, payload: bytes) -> tuple[str, str, str, Any]:
    """Some items: this worker's address, host and machine, and their portion."""
    worker = get_worker()
    work = worker.plugins[name].work()
    portion = importlib.import_module("gilrace.lane.portion")
    done = portion.run_portion(work.call, first, pickle.loads(payload))
    return worker.address, socket.gethostname(), machine(), done


def machine() -> str:
    """Equal where clocks may be compared: on one machine since it was started."""
    try:
        with open("/proc/sys/kernel/random/boot_id") as file:
            return file.read().strip()
    except OSError:
        return socket.gethostname()


def by_value(function: Any) -> Any:
    """The function as if it were of the main program, which is sent whole and not by its name."""
    from types import FunctionType

    copy = FunctionType(function.__code__, function.__globals__, function.__name__, function.__defaults__)
    copy.__module__ = "__main__"
    copy.__qualname__ = f"gilrace_{function.__name__}"
    return copy
