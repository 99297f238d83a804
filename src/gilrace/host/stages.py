"""The work of a pipeline: its stages one by one, and all of them as one function for every other lane."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from gilrace.lane.work import Stage, Work


def composed(stages: tuple[Stage, ...], items: Sequence[Any] = ()) -> Work:
    """The work of all stages, one after another."""
    works = tuple(stage.work for stage in stages)
    calls = tuple(work.call for work in works)
    return Work(
        items=items,
        call=functools.partial(_through, calls),
        acall=functools.partial(_athrough, tuple((work.acall, work.call) for work in works))
        if any(work.acall for work in works)
        else None,
        setup=functools.partial(_all, _there(work.setup for work in works)),
        teardown=functools.partial(_all, _there(work.teardown for work in reversed(works))),
        asetup=functools.partial(_aall, tuple((w.asetup, w.setup) for w in works)),
        ateardown=functools.partial(_aall, tuple((w.ateardown, w.teardown) for w in reversed(works))),
        stages=stages,
    )


def _there(hooks: Iterable[Callable[[], object] | None]) -> tuple[Callable[[], object], ...]:
    return tuple(hook for hook in hooks if hook is not None)


def _through(calls: tuple[Callable[[Any], Any], ...], item: Any) -> Any:
    for call in calls:
        item = call(item)
    return item


async def _athrough(
    calls: tuple[tuple[Callable[[Any], Awaitable[Any]] | None, Callable[[Any], Any]], ...], item: Any
) -> Any:
    for acall, call in calls:
        item = await acall(item) if acall else call(item)
    return item


def _all(hooks: tuple[Callable[[], object], ...]) -> None:
    for hook in hooks:
        hook()


async def _aall(
    hooks: tuple[tuple[Callable[[], Awaitable[object]] | None, Callable[[], object] | None], ...],
) -> None:
    """Each stage's awaitable hook, or the plain one of a stage that has nothing to await."""
    for ahook, hook in hooks:
        if ahook:
            await ahook()
        elif hook:
            hook()
