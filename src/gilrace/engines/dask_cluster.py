"""The cluster of a heat: started here and stopped again, or one that is there already."""

from __future__ import annotations

import logging
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gilrace.errors import LaneError

if TYPE_CHECKING:
    from gilrace.lane.heat import Heat

CONNECT_S = 10
GATHER_S = 30
QUIET = {
    "distributed.admin.system-monitor.gil.enabled": False,
    "distributed.diagnostics.nvml": False,
    "distributed.worker.daemon": False,  # an item may start processes of its own
    "distributed.scheduler.worker-saturation": 1.1,
}


@contextmanager
def connected(heat: Heat) -> Iterator[Any]:
    """A client of a cluster with ``heat.workers`` workers. Raises LaneError."""
    import dask

    address = str(heat.options.get("scheduler", ""))
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(QUIET))
        client = _elsewhere(stack, address) if address else _here(stack, heat)
        _wait_for(client, heat.workers, address)
        yield client


def _here(stack: ExitStack, heat: Heat) -> Any:
    """Scheduler in this process, workers in processes of this lane's group, on loopback."""
    from distributed import Client, LocalCluster

    cluster = LocalCluster(
        n_workers=heat.workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        dashboard_address=None,
        local_directory=stack.enter_context(tempfile.TemporaryDirectory(prefix="dask-")),
        silence_logs=logging.ERROR,
    )
    stack.callback(cluster.close)
    return stack.enter_context(Client(cluster, set_as_default=False))


def _elsewhere(stack: ExitStack, address: str) -> Any:
    from distributed import Client

    try:
        _knock(address)
        return stack.enter_context(Client(address, timeout=CONNECT_S, set_as_default=False, name="gilrace"))
    except (OSError, ValueError) as error:
        raise LaneError(
            f"no scheduler answers at {address}: {error}",
            advice="Start one with `dask scheduler`, or leave scheduler: out for a cluster on this machine.",
        ) from error


def _knock(address: str) -> None:
    """Whether anybody listens there; a client would try for long. Raises OSError or ValueError."""
    parts = urlsplit(address)
    if parts.scheme in ("tcp", "tls") and parts.hostname and parts.port:
        socket.create_connection((parts.hostname, parts.port), timeout=CONNECT_S).close()


def _wait_for(client: Any, workers: int, address: str) -> None:
    try:
        client.wait_for_workers(workers, timeout=GATHER_S)
    except TimeoutError:
        there = len(client.ncores())
        where = f"the scheduler at {address}" if address else "the cluster of this lane"
        raise LaneError(
            f"{where} has {there} of the {workers} workers that this lane waits for, after {GATHER_S} s",
            advice=f"Start more, or write workers: {max(there, 1)}.",
        ) from None
