"""Switches that hold for a whole command, whichever command it is: told to all of it by the environment.

Child processes and threads hear them as well; when the command is over the environment is as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.decorators import FC

NO_WAIT, TRUST, SAFE = "GILRACE_NO_WAIT", "GILRACE_TRUST", "GILRACE_SAFE"


def trust(command: FC) -> FC:
    """``--trust``: run the code of scenarios from elsewhere, and remember that."""
    return _switch("--trust", TRUST, "Run code of scenarios from elsewhere, too; remembered.", "remember")(
        command
    )


def safe(command: FC) -> FC:
    """``--safe``: only what came with gilrace."""
    return _switch("--safe", SAFE, "Only built-in work and demos; no editor, no files but gilrace's own.")(
        command
    )


def no_wait(command: FC) -> FC:
    """``--no-wait``: race although another race is running."""
    return _switch("--no-wait", NO_WAIT, "Race at once, although another race is running; it is marked.")(
        command
    )


def _switch(flag: str, name: str, told: str, means: str = "1") -> Callable[[FC], FC]:
    def turned(context: click.Context, _: click.Parameter, value: bool) -> None:
        if value and not context.resilient_parsing:
            _set(context.find_root(), name, means)

    return click.option(flag, is_flag=True, expose_value=False, callback=turned, is_eager=True, help=told)


def _set(context: click.Context, name: str, value: str) -> None:
    before = os.environ.get(name)
    os.environ[name] = value

    def back() -> Any:
        if before is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = before

    context.call_on_close(back)
