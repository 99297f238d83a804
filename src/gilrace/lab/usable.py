"""Whether what a file's ``demo()`` returned can be run, stepped and explored."""

from __future__ import annotations

import inspect
from collections.abc import Iterable
from types import FunctionType, MethodType

from gilrace.errors import InputError
from gilrace.lab.demo import FAILURES, KINDS, Actor, Demo

ACTORS_AT_MOST = 26
WHOLE = "a demo has actors, setup(env), check(world, runs) and guards"


def check_usable(demo: Demo, file: str) -> None:
    """Raise `InputError` for the first thing that is wrong with a demo, in a sentence."""
    for problem, advice in _problems(demo):
        raise InputError(f"{file}: {problem}", advice=advice)


def _problems(demo: Demo) -> Iterable[tuple[str, str]]:
    if demo.kind not in KINDS:
        yield f"kind {demo.kind!r} is unknown", f"choose from {', '.join(KINDS)}"
    for failure in demo.fails:
        if failure not in FAILURES:
            yield f"fails has {failure!r}, which is unknown", f"choose from {', '.join(FAILURES)}"
    if not 1 <= len(demo.actors) <= ACTORS_AT_MOST:
        yield f"a demo has from 1 to {ACTORS_AT_MOST} actors, not {len(demo.actors)}", ""
    for name in ("setup", "check"):
        if not callable(getattr(demo, name)):
            yield f"{name} is no function", WHOLE
    yield from _cast(demo.actors, demo.kind, "")
    yield from _guards(demo)


def _guards(demo: Demo) -> Iterable[tuple[str, str]]:
    names = [guard.name for guard in demo.guards]
    for name in names:
        if not name or names.count(name) > 1:
            yield f"two guards are called {name!r}" if name else "a guard has no name", ""
    for guard in demo.guards:
        cast = [actor.name for actor in guard.actors]
        if cast != [actor.name for actor in demo.actors]:
            yield (
                f"guard {guard.name} has other actors than the demo: {', '.join(cast) or 'none'}",
                "give it the same names in the same order, with other bodies",
            )
        for name in ("setup", "check"):
            own = getattr(guard, name)
            if own is not None and not callable(own):
                yield f"{name} of guard {guard.name} is no function", ""
        yield from _cast(guard.actors, demo.kind, f" of guard {guard.name}")


def _cast(actors: Iterable[Actor], kind: str, where: str) -> Iterable[tuple[str, str]]:
    seen: set[str] = set()
    for actor in actors:
        if not actor.name or actor.name in seen:
            yield f"two actors{where} are called {actor.name!r}", "give every actor a name of its own"
        seen.add(actor.name)
        yield from _body(actor, kind, where)


def _body(actor: Actor, kind: str, where: str) -> Iterable[tuple[str, str]]:
    body, who = actor.body, f"the body of {actor.name}{where}"
    if not isinstance(body, FunctionType | MethodType):
        yield f"{who} is no function", "write it with def"
        return
    if kind == "asyncio" and not inspect.iscoroutinefunction(body):
        yield f"{who} is no coroutine", f"write {body.__name__}() as async def"
    if kind != "asyncio" and inspect.iscoroutinefunction(body):
        yield f"{who} is async def, but the demo's kind is {kind!r}", "give the demo kind='asyncio'"
    try:
        inspect.signature(body).bind(None, *actor.args)
    except TypeError as error:
        yield (
            f"{who}, {body.__name__}(), cannot be called with the world and {len(actor.args)} of its args: "
            f"{error}",
            "Actor(name, body, args): body is called with the world and then args",
        )
