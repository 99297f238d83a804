"""From a path to text: everything that can be wrong with a file before its first word is read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from gilrace.scenario.problem import Problem

MOST_BYTES = 1_000_000
MOST_COLUMNS = 20_000  # a longer line is no scenario, and takes a YAML scanner quadratic time


def read_text(path: Path) -> str | Problem:
    """The text of a scenario file, or the one reason why there is none."""
    try:
        data = _bytes(path)
    except OSError as error:
        return _unreadable(path, error)
    except ValueError:
        return Problem(path, 1, 1, "this path has a character no path can have", "check its spelling")
    if isinstance(data, Problem):
        return data
    return _decoded(path, data)


def _bytes(path: Path) -> bytes | Problem:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        mode = os.fstat(descriptor).st_mode
        if stat.S_ISDIR(mode):
            return Problem(path, 1, 1, "this is a folder", "name a .yaml file in it")
        if not stat.S_ISREG(mode):
            return Problem(path, 1, 1, "this is not a regular file", "name a .yaml file")
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return Problem(
            path, 1, 1, "the file is over 1 MB", "a scenario is a page of YAML; name the right file"
        )
    return data


def _unreadable(path: Path, error: OSError) -> Problem:
    reasons = {
        FileNotFoundError: ("there is no such file", "check the path; `gilrace list` shows what there is"),
        PermissionError: ("no permission to read this file", "allow it with chmod +r"),
        IsADirectoryError: ("this is a folder", "name a .yaml file in it"),
        NotADirectoryError: ("a part of this path is not a folder", "check the path"),
    }
    message, hint = reasons.get(type(error), (f"cannot be read: {error.strerror}", "check the path"))
    return Problem(path, 1, 1, message, hint)


def _decoded(path: Path, data: bytes) -> str | Problem:
    if b"\0" in data:
        line, column = _place(data, data.index(b"\0"))
        return Problem(path, line, column, "there is a NUL byte", "is this a text file? Save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line, column = _place(data, error.start)
        return Problem(path, line, column, "this is not UTF-8 text", "save the file with the encoding UTF-8")
    return _without_odd_lines(path, text)


def _place(data: bytes, offset: int) -> tuple[int, int]:
    return data.count(b"\n", 0, offset) + 1, offset - data.rfind(b"\n", 0, offset)


def _without_odd_lines(path: Path, text: str) -> str | Problem:
    if not text.strip():
        return Problem(path, 1, 1, "the file is empty", "begin with `workload:` and `lanes:`")
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > MOST_COLUMNS:
            return Problem(
                path, number, 1, f"a line of {len(line)} characters", "break it into several lines"
            )
        indent = line[: len(line) - len(line.lstrip(" \t"))]
        if "\t" in indent and line.strip():
            return Problem(
                path, number, indent.index("\t") + 1, "a tab in the indentation", "indent with spaces"
            )
    return text
