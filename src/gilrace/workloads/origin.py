"""Starting and stopping the HTTP server that lanes fetch from: a process of its own, on loopback only.

It is started by `subprocess`, so that it may be started from the program with the screen, leads its own
process group, and goes with its parent, however that ends.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import IO, Any

from gilrace.errors import LaneError, MachineError
from gilrace.lane.lifeline import hold
from gilrace.workloads.lateness import Lateness
from gilrace.workloads.origin_answers import Behaviour

ENGINES = ("aiohttp", "thin")  # as services are written; or one that is never late itself
START_S = 30.0
STOP_S = 3.0
TAIL = 2000


@dataclass(slots=True)
class Origin:
    """A running server. An item is at ``url/ITEM``."""

    url: str
    pid: int
    last: Lateness | None = field(default=None)  # final statistics, once it has ended

    def stats(self, after: int = 0) -> Lateness:
        """How late it answered the requests after the first ``after``. Raises LaneError when it is gone."""
        return self.last or stats_at(self.url, after)


@contextmanager
def origin(server: object = None, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Origin]:
    """Run the server; ``server`` has the attributes of a scenario's (missing: the usual).

    Raises InputError for a behaviour or host that cannot be, MachineError where it cannot be started.
    """
    wish = {"engine": getattr(server, "engine", ENGINES[0]), "behaviour": asdict(Behaviour.of(server))}
    with tempfile.TemporaryFile() as said:
        mine, child = _started({"host": host, "port": port, **wish}, said)
        running = Origin("", child.pid)
        try:
            running.url = _url(host, _first_line(child, said)["port"])
            yield running
        finally:
            running.last = _ended(child, mine)


@contextmanager
def provided(settings: Mapping[str, Any], server: object) -> Iterator[dict[str, Any]]:
    """The ``url`` setting for a race: of a server run meanwhile, or nothing where the user gave one."""
    if settings.get("url"):
        yield {}
        return
    with origin(server) as running:
        yield {"url": f"{running.url}/{{item}}"}


def stats_at(url: str, after: int = 0) -> Lateness:
    """The statistics of an origin by any address of it. Raises LaneError when none answers there."""
    import http.client
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request("GET", f"/stats?after={after}")
        return Lateness(**json.loads(connection.getresponse().read()))
    except (OSError, http.client.HTTPException, ValueError, TypeError) as error:
        raise LaneError(f"no statistics from the server at {parts.netloc}: {error}") from error
    finally:
        connection.close()


def _started(wish: dict[str, Any], said: IO[bytes]) -> tuple[int, subprocess.Popen[bytes]]:
    """``(writing end of its lifeline, process)``."""
    theirs, mine = hold()
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), root)))
    command = (sys.executable, "-P", "-m", "gilrace.workloads.origin_server")
    try:
        child = subprocess.Popen(
            (*command, json.dumps({**wish, "lifeline": theirs})),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            pass_fds=(theirs,),
            process_group=0,
            env={**os.environ, "PYTHONPATH": path},
        )
    except OSError as error:
        os.close(mine)
        raise MachineError(f"the server cannot be started: {error}") from error
    finally:
        os.close(theirs)
    return mine, child


def _first_line(child: subprocess.Popen[bytes], said: IO[bytes]) -> dict[str, Any]:
    """What it tells once it listens. Raises MachineError."""
    try:
        told = _line(child, monotonic() + START_S)
    except TimeoutError as error:
        late = f"the server was not ready within {START_S:g} s"
        raise MachineError(late, advice="Is the machine overloaded?") from error
    if "port" in told:
        return told
    if "error" in told:
        raise MachineError(f"the server cannot be started: {told['error']}", advice=told.get("advice", ""))
    said.seek(0)
    raise MachineError("the server cannot be started", advice=_why(said.read().decode(errors="replace")))


def _line(child: subprocess.Popen[bytes], until: float) -> dict[str, Any]:
    """The next line of its stdout that is an object; empty at the end. Raises TimeoutError."""
    assert child.stdout is not None
    line = b""
    while True:
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, until - monotonic()))
        if not ready:
            raise TimeoutError
        piece = os.read(child.stdout.fileno(), 1)
        if not piece:
            return {}
        line += piece
        if piece == b"\n":
            told: dict[str, Any] = json.loads(line) if line.startswith(b"{") else {}
            if told:
                return told
            line = b""


def _why(complaint: str) -> str:
    if "No module named 'aiohttp'" in complaint:
        return (
            f"It needs the package aiohttp: install it for {sys.executable}, use `engine: thin`, "
            "or give a `url:` of your own."
        )
    return complaint[-TAIL:].strip()


def _ended(child: subprocess.Popen[bytes], lifeline: int) -> Lateness | None:
    """End it and everything it started; its last statistics, if it could still tell them."""
    os.close(lifeline)
    last = None
    try:
        last = _line(child, monotonic() + STOP_S).get("stats")
        child.wait(STOP_S)
    except (TimeoutError, subprocess.TimeoutExpired):
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
    assert child.stdout is not None
    child.stdout.close()
    return Lateness(**last) if last else None


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/item" if ":" in host else f"http://{host}:{port}/item"
