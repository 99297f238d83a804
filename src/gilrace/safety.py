"""Safe mode: on a shared teaching host only what came with gilrace runs, and only its own files are written.

The environment carries the switch (``gilrace --safe`` sets it), so every process that gilrace starts obeys.
Whoever can change the environment or start Python could leave anyway: pair it with a login that runs
``gilrace --safe`` and nothing else.
"""

from __future__ import annotations

import os

from gilrace.errors import InputError

SWITCH = "GILRACE_SAFE"
OFF = ("", "0", "off", "no", "false")


def is_safe() -> bool:
    """Whether safe mode is on."""
    return os.environ.get(SWITCH, "").strip().lower() not in OFF


def refuse(what: str) -> None:
    """Raise InputError in safe mode. ``what`` as in "no editor is opened"."""
    if is_safe():
        raise InputError(
            f"safe mode: {what}",
            advice="This gilrace was started with --safe: it shows and races what came with it.",
        )


def refuse_file(path: str | None, what: str) -> None:
    """The same for a file that is to be written; ``-`` and None are none."""
    if path not in (None, "", "-"):
        refuse(f"{what} is not written to a file; - is standard output")
