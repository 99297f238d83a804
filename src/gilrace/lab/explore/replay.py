"""Play exactly one schedule again, or say at which step it does not fit."""

from __future__ import annotations

from collections.abc import Iterable

from gilrace.errors import InputError
from gilrace.lab.explore.outcome import Outcome, outcome
from gilrace.lab.explore.play import Stage
from gilrace.lab.explore.schedule import actors_of, letter, one_step
from gilrace.lab.scheduled.run import Observe, Run

TIMERS = "a small letter is a timer that fires, which it does when what is waited for is taken"
WHOLE = "with a GIL, what stands between two places to switch is one step of several letters"


def replay(stage: Stage, schedule: str, observe: Observe | None = None, *, finish: bool = False) -> Run:
    """Follow a schedule; stop at its end, or with ``finish`` go on with whoever can move.

    Raises `InputError` when a step cannot be made, or the schedule's timers do not fire.
    """
    actors_of(schedule, len(stage.demo.actors))
    signs = schedule.replace(" ", "").replace("(", "").replace(")", "")

    def choose(run: Run, movable: list[int]) -> int | None:
        at = _agrees(run, signs)
        if at >= len(signs):
            return _favourite(run, movable) if finish else None
        actor = ord(signs[at].upper()) - 65
        if actor not in movable:
            raise InputError(_unfit(run, at, actor))
        return actor

    run = stage.play(choose, observe)
    used = sum(event.letters for event in run.events)
    if used < len(signs):
        raise InputError(
            f"step {used + 1} of {signs} is one too many: "
            + ("nobody can move there" if run.stuck() else "all have ended there"),
            advice=f"{signs[:used]} is the whole of it",
        )
    return run


def _agrees(run: Run, signs: str) -> int:
    """How many letters were used. Raises `InputError` when the last step was another one."""
    at = sum(event.letters for event in run.events)
    if run.events:
        last = one_step(run.events[-1])
        wanted = signs[at - len(last) : at]
        if not last.startswith(wanted):
            timer = wanted[:1].lower() == last[:1].lower() and wanted[:1] != last[:1]
            raise InputError(
                f"step {at - len(last) + 1} of {signs} is {last}, not {wanted}",
                advice=TIMERS if timer else WHOLE,
            )
    return at


def _favourite(run: Run, movable: list[int]) -> int:
    last = run.events[-1].actor if run.events else -1
    return last if last in movable else movable[0]


def _unfit(run: Run, at: int, actor: int) -> str:
    name = run.demo.actors[actor].name
    why = "has ended" if run.finished[actor] else "is blocked"
    return f"step {at + 1} moves {letter(actor)}, but {name} {why} there"


def known_failure(stage: Stage, schedules: Iterable[str]) -> tuple[str, Outcome] | None:
    """The first of these schedules that still fails, and how; those that do not fit are passed over."""
    for schedule in schedules:
        try:
            run = replay(stage, schedule)
        except InputError:
            continue
        end = _end_of(run, schedule)
        if end is not None:
            return schedule, end
    return None


def _end_of(run: Run, schedule: str) -> Outcome | None:
    """How a replayed schedule failed; a loop in brackets only says that it can be made."""
    if run.cut:
        return Outcome("livelock", "the loop can still be made") if schedule.endswith(")") else None
    end = outcome(run)
    return end if end.failed else None
