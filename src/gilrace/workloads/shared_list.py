"""A list that processes share by way of a manager: its process, and how others reach it.

It is a program of its own: it can be started from the program with the screen, and goes with its parent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.managers import BaseManager
from pathlib import Path
from typing import Any

from gilrace.errors import MachineError
from gilrace.lane.lifeline import hold, tie_to

HOST = "127.0.0.1"


class Parts(BaseManager):
    """Serves one list, or reaches it."""


Parts.register("parts", exposed=("append", "copy", "clear"))


@contextmanager
def served() -> Iterator[dict[str, Any]]:
    """Run the list's process; ``port`` and ``key`` to reach it by. Raises MachineError."""
    key = os.urandom(16).hex()
    theirs, mine = hold()
    root = str(Path(__file__).parents[2])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    child = subprocess.Popen(
        (sys.executable, "-P", "-m", "gilrace.workloads.shared_list", str(theirs)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        pass_fds=(theirs,),
        process_group=0,
        env={**os.environ, "PYTHONPATH": path},
    )
    os.close(theirs)
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(key.encode() + b"\n")
        child.stdin.close()
        port = child.stdout.readline().strip()
        if not port:
            raise MachineError("the process of the shared list cannot be started")
        yield {"port": int(port), "key": key}
    finally:
        os.close(mine)
        child.kill()
        child.wait()
        child.stdout.close()


def reached(port: int, key: str) -> Any:
    """A proxy of the list. Raises OSError when it is gone."""
    manager = Parts((HOST, port), bytes.fromhex(key))
    manager.connect()
    return manager.parts()  # type: ignore[attr-defined]


def main(lifeline: str) -> None:
    """Serve the list until the parent is gone."""
    tie_to(int(lifeline))
    key = bytes.fromhex(sys.stdin.readline().strip())
    shared: list[Any] = []

    class Served(BaseManager):
        """With the list itself, which only this process has."""

    Served.register("parts", callable=lambda: shared, exposed=("append", "copy", "clear"))
    server = Served((HOST, 0), key).get_server()
    assert isinstance(server.address, tuple)
    sys.stdout.write(f"{server.address[1]}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(sys.argv[1])
