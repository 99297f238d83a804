"""Where stuck actors stand: line, column, locals and stack, as plain data."""

from __future__ import annotations

import linecache
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from types import CodeType, CoroutineType, FrameType
from typing import Any

FRAMES_AT_MOST = 8
LOCALS_AT_MOST = 8
SHOWN_CHARACTERS = 60
HERE = Path(__file__).resolve().parent
LIBRARY = Path(os.__file__).resolve().parent


def of_thread(ident: int) -> list[dict[str, Any]]:
    """The stack of a thread of this process, innermost first; empty when there is none."""
    frame = sys._current_frames().get(ident)
    return of_frame(frame) if frame else []


def of_frame(frame: FrameType) -> list[dict[str, Any]]:
    """The stack from a frame outwards, without the tools' own frames."""
    return _told(_outwards(frame))


def of_coroutine(coroutine: Any) -> list[dict[str, Any]]:
    """The stack of a suspended coroutine, from where it awaits outwards."""
    return _told(reversed(list(_inwards(coroutine))))


def _outwards(frame: FrameType | None) -> Iterator[FrameType]:
    while frame is not None:
        yield frame
        frame = frame.f_back


def _inwards(coroutine: Any) -> Iterator[FrameType]:
    while isinstance(coroutine, CoroutineType):
        if coroutine.cr_frame is not None:
            yield coroutine.cr_frame
        coroutine = coroutine.cr_await


def _told(frames: Any) -> list[dict[str, Any]]:
    own = (frame for frame in frames if is_the_demos(frame.f_code.co_filename))
    return [_frame(frame) for frame in islice(own, FRAMES_AT_MOST)]


def is_the_demos(file: str) -> bool:
    """Whether a file is neither ours nor the standard library's."""
    path = Path(file).resolve()
    ours = path.is_relative_to(HERE) or file.startswith("<")
    return not ours and ("site-packages" in path.parts or not path.is_relative_to(LIBRARY))


def _frame(frame: FrameType) -> dict[str, Any]:
    line, column, end = _place(frame.f_code, frame.f_lasti, frame.f_lineno)
    return {
        "file": frame.f_code.co_filename,
        "line": line,
        "column": column,
        "end_column": end,
        "function": frame.f_code.co_qualname,
        "source": linecache.getline(frame.f_code.co_filename, line).strip(),
        "locals": [[name, shown(value)] for name, value in islice(frame.f_locals.items(), LOCALS_AT_MOST)],
    }


def _place(code: CodeType, instruction: int, line: int) -> tuple[int, int, int]:
    """Line, first and last column (from 1; 0 for unknown) of the instruction that waits."""
    found = next(islice(code.co_positions(), instruction // 2, None), None) if instruction >= 0 else None
    start, stop, first, last = found or (None, None, None, None)
    if start is None or first is None or last is None:
        return line, 0, 0
    return start, first + 1, last if stop == start else 0


def shown(value: Any) -> str:
    """A value in few characters; never raises, never calls what a plain object inherits."""
    kind: Any = type(value)
    if kind.__repr__ is object.__repr__:
        return str(kind.__name__)
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - a user's __repr__ may do anything
        return f"{kind.__name__} that cannot be shown"
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"
