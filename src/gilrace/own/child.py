"""A look at a function in a process of its own: what it does there cannot harm us, and it is over in time."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.lane.order import WorkOrder


TAIL = 1_500


def asked(question: str, order: WorkOrder, limit_s: float) -> dict[str, Any]:
    """The answer of `gilrace.own.answering` to ``question``. Raises InputError when there is none.

    Whatever the child started ends with it.
    """
    from dataclasses import asdict

    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder, "answer.json")
        command = (sys.executable, "-P", "-m", "gilrace.own.answering", question, str(answer))
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            process_group=0,
            env={**os.environ, "PYTHONPATH": _path()},
        )
        try:
            _, said = child.communicate(json.dumps(asdict(order)).encode(), limit_s)
        except subprocess.TimeoutExpired:
            raise InputError(
                f"{order.use} did not answer within {limit_s:g} s",
                advice="Does importing it, making its items, or its first item hang?",
            ) from None
        finally:
            _end(child)
        return _told(answer, order, child.returncode, said.decode(errors="replace"))


def _path() -> str:
    root = str(Path(__file__).parents[2])
    return os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))


def _end(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for stream in (child.stdin, child.stdout, child.stderr):
        if stream is not None:
            stream.close()


def _told(answer: Path, order: WorkOrder, code: int, said: str) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads(answer.read_text("utf-8"))
    except (OSError, ValueError):
        raise InputError(
            f"looking at {order.use} ended the process with code {code}", advice=said[-TAIL:].strip()
        ) from None
    if "error" in told:
        raise InputError(told["error"], advice=told.get("advice", ""))
    return told
