"""What a lane prints goes down a pipe that its workers share."""

from __future__ import annotations

import io
import sys


def print_whole_lines() -> None:
    """Write a line at a time: nothing is lost when a worker dies, and lines of two workers do not mix."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True, write_through=False, errors="backslashreplace")
