"""The origin's process: a server on loopback that waits, answers, and owns up to its lateness.

Started by `gilrace.workloads.origin`, which reads its lines on stdout: one when it listens, one with the
last statistics when it ends. ``GET /stats`` tells them meanwhile; every other path is an item.
"""

from __future__ import annotations

import asyncio
import importlib
import ipaddress
import json
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from gilrace.errors import GilraceError, InputError
from gilrace.lane.lifeline import tie_to
from gilrace.workloads.descriptors import raise_limit
from gilrace.workloads.lateness import Ledger
from gilrace.workloads.origin_answers import Behaviour

BACKLOG = 4096


def loopback(host: str) -> str:
    """The address, if only this machine can reach it. Raises InputError."""
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return host
    raise InputError(f"the server only listens on loopback, not on {host}", advice="Use 127.0.0.1.")


async def serve(host: str, port: int, engine: str, behaviour: Behaviour) -> None:
    """Listen until SIGTERM. Raises OSError when the port is not to be had."""
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    ledger = Ledger()
    protocols, ended = importlib.import_module(f"gilrace.workloads.origin_{engine}").maker(behaviour, ledger)
    listener = await loop.create_server(protocols, loopback(host), port, backlog=BACKLOG)
    _tell(port=listener.sockets[0].getsockname()[1])
    await over.wait()
    listener.close()
    await ended()
    _tell(stats=asdict(ledger.summary()))


def _tell(**what: Any) -> None:
    """A line to the parent; it may be gone."""
    with suppress(OSError):
        sys.stdout.write(json.dumps(what) + "\n")
        sys.stdout.flush()


def main() -> int:
    """Serve as the JSON object in the first argument says."""
    wish = json.loads(sys.argv[1])
    tie_to(wish["lifeline"])
    raise_limit()
    try:
        behaviour = Behaviour.checked(wish["behaviour"])
        asyncio.run(serve(wish["host"], wish["port"], wish["engine"], behaviour))
    except GilraceError as error:
        _tell(error=error.message, advice=error.advice)
        return error.exit_code
    except OSError as error:
        _tell(error=f"{wish['host']}:{wish['port']} is not to be had: {error.strerror}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
