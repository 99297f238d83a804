"""The program of the child that looks at a function: reads an order, answers one question, ends."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gilrace.errors import GilraceError
from gilrace.host import loading
from gilrace.lane.order import WorkOrder


def main(question: str, answer: str) -> int:
    """Answer into a file: whatever the user's code prints goes elsewhere."""
    order = WorkOrder(**json.load(sys.stdin))
    try:
        told = QUESTIONS[question](order)
    except GilraceError as error:
        told = {"error": error.message, "advice": error.advice}
    except BaseException as error:  # noqa: BLE001 - whatever the user's code raises is the answer
        told = {"error": f"{order.use} failed: {type(error).__name__}: {error}"}
    Path(answer).write_text(json.dumps(told), "utf-8")
    sys.stdout.flush()
    os._exit(0)


def sendable(order: WorkOrder) -> dict[str, Any]:
    """Whether function, items and a result can be pickled, and which of them cannot."""
    from gilrace.own.sending import unsendable

    return {"problems": unsendable(loading.load_work(order))}


def nature(order: WorkOrder) -> dict[str, Any]:
    """Whether it waits or computes."""
    from dataclasses import asdict

    from gilrace.own.measuring import measured

    return asdict(measured(loading.load_work(order)))


QUESTIONS: dict[str, Callable[[WorkOrder], dict[str, Any]]] = {"sendable": sendable, "nature": nature}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
