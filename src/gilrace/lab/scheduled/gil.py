"""Where a GIL build can switch threads: only at calls, backward jumps and function entry.

A *seam* is the chain of an actor's frames at an operation, outermost first. Between two seams no switch
can happen when no frame was entered and the instructions between them hold none of these.
"""

from __future__ import annotations

import dis
import sys
from bisect import bisect_right
from functools import lru_cache
from pathlib import Path
from types import CodeType, FrameType

Seam = tuple[tuple[FrameType, int], ...]

HERE = str(Path(__file__).parent)
SWITCHING = ("CALL", "JUMP_BACKWARD", "POP_JUMP_BACKWARD", "RESUME")
LEAVING = ("JUMP_FORWARD", "JUMP_BACKWARD", "RETURN", "RAISE", "RERAISE")
NEVER = ("CALL_INTRINSIC_1", "CALL_INTRINSIC_2", "JUMP_BACKWARD_NO_INTERRUPT")


def user_frames(frame: FrameType | None) -> list[FrameType]:
    """An actor's own functions, innermost first: between where it was started and what it asks for."""
    frames: list[FrameType] = []
    while frame is not None:
        code = frame.f_code
        if not code.co_filename.startswith(HERE):
            frames.append(frame)
        elif code.co_name == "reach":
            frames.clear()
        elif code.co_name in ("_act", "_move"):
            break
        frame = frame.f_back
    return frames


def seam() -> Seam:
    """Where the calling actor is."""
    return tuple((frame, frame.f_lasti) for frame in reversed(user_frames(sys._getframe(1))))


def switches_between(before: Seam, now: Seam) -> bool:
    """Whether a GIL build may switch after the operation at ``before`` and ahead of the one at ``now``."""
    if len(now) > len(before) or any(a[0] is not b[0] for a, b in zip(before, now, strict=False)):
        return True
    returned = before[len(now) :]
    if any(_may_switch(frame.f_code, at, len(frame.f_code.co_code)) for frame, at in returned):
        return True
    frame = now[-1][0]
    since, here = (_start(frame.f_code, at) for at in (before[len(now) - 1][1], now[-1][1]))
    if here < since or (here == since and not returned) or not _leads_to(frame.f_code, since, here):
        return True
    # A call of a C function may switch when it is over; one of a Python function did when it began.
    return _may_switch(frame.f_code, since, here, itself=not returned)


@lru_cache(maxsize=4096)
def _start(code: CodeType, at: int) -> int:
    """Where an instruction begins: an interpreter that has specialized it may stand in its cache."""
    offsets = [offset for offset, _ in _instructions(code)]
    return offsets[max(bisect_right(offsets, at) - 1, 0)]


@lru_cache(maxsize=4096)
def _may_switch(code: CodeType, after: int, until: int, *, itself: bool = False) -> bool:
    """Whether an instruction between two offsets can switch; ``itself``: or the one at the first."""
    instructions = _instructions(code)
    offsets = [offset for offset, _ in instructions]
    first = bisect_right(offsets, after) - itself
    last = bisect_right(offsets, until) - 1 if until < len(code.co_code) else len(offsets)
    return any(switching for _, switching in instructions[first:last])


@lru_cache(maxsize=4096)
def _leads_to(code: CodeType, start: int, goal: int) -> bool:
    """Whether the evaluator can come from one offset to a later one without jumping back."""
    instructions = [one for one in dis.get_instructions(code) if one.offset <= goal]
    reached = {max((one.offset for one in instructions if one.offset <= start), default=start)}
    for one, after in zip(instructions, [*instructions[1:], None], strict=True):
        if one.offset not in reached:
            continue
        if one.opcode in dis.hasjrel or one.opcode in dis.hasjabs:
            reached.add(one.argval)
        if after is not None and not one.opname.startswith(LEAVING):
            reached.add(after.offset)
    return max((one.offset for one in instructions), default=goal) in reached


def may_switch_at(name: str) -> bool:
    """Whether a GIL build may switch threads at an instruction of this name."""
    return name.startswith(SWITCHING) and name not in NEVER


@lru_cache(maxsize=512)
def _instructions(code: CodeType) -> list[tuple[int, bool]]:
    """Of each instruction its offset, and whether a switch can happen at it."""
    return [(one.offset, may_switch_at(one.opname)) for one in dis.get_instructions(code)]
