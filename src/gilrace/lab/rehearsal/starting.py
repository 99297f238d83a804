"""How the process that tells and explores a demo is started, and what it means when it is gone."""

from __future__ import annotations

import sys

from gilrace.errors import InputError
from gilrace.lab.explore.alone import endless
from gilrace.lab.rehearsal import child

SILENCE_S = 5.0  # in which a demo's code must come to something shared, or end


def arguments(lifeline_fd: int, told_fd: int, silence_s: float) -> list[str]:
    """The command line; both descriptors are to be handed on."""
    return [sys.executable, "-P", "-u", str(child.__file__), str(lifeline_fd), str(told_fd), str(silence_s)]


def gone(where: str, file: str, silence_s: float) -> InputError:
    """Why there is no answer; ``where`` is what came through the pipe for endless loops."""
    if where:
        return endless(where, file, silence_s)
    return InputError("the demo's process has ended", advice="Does the demo call os._exit?")
