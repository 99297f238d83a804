"""Every error gilrace raises on purpose, and the exit code each one means.

::

    GilraceError                 exit 4
    ├── InputError               exit 2   a file, flag or setting that cannot be used
    │   ├── ScenarioError        exit 2   a scenario file with problems (carries them all)
    │   └── RecordingError       exit 2   a recording that cannot be read
    ├── MachineError             exit 3   this machine cannot run it
    ├── LaneError                exit 4   a lane crashed or hung
    └── Interrupted              exit 130 stopped by the person or a signal

Each carries the sentence to show and, where there is one, ``advice``: what to do next.
"""

from __future__ import annotations


class GilraceError(Exception):
    """Base of every error raised on purpose."""

    exit_code = 4

    def __init__(self, message: str, *, advice: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice

    def __str__(self) -> str:
        return f"{self.message}\n{self.advice}" if self.advice else self.message

    @property
    def in_a_line(self) -> str:
        """Message and advice, for where one line is all there is."""
        if not self.advice:
            return self.message
        between = ". " if self.advice[:1].isupper() else "; "
        return f"{self.message.rstrip('.')}{between}{self.advice.rstrip('.')}"


class InputError(GilraceError):
    """A file, flag or setting that cannot be used as given."""

    exit_code = 2


class RecordingError(InputError):
    """A recording that cannot be read."""


class MachineError(GilraceError):
    """This machine cannot run what was asked."""

    exit_code = 3


class LaneError(GilraceError):
    """A lane crashed, hung or broke its contract."""

    exit_code = 4
