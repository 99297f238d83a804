"""What an actor has seen and may still know: part of a state, so that states can be told apart.

An actor's future depends on its functions' places and variables, and on values it has read but not yet
stored anywhere. Those live on the interpreter's stack, out of sight; so the last value seen at each
instruction of the present statement of each active function is kept, and handed to the caller's call when
a function returns. `gilrace.lab.scheduled.statement` knows what lives on for longer, and where all values
count and not only the last one.
"""

from __future__ import annotations

from collections.abc import Hashable
from inspect import CO_ASYNC_GENERATOR, CO_GENERATOR
from types import AsyncGeneratorType, CoroutineType, FrameType, FunctionType, GeneratorType, MethodType
from typing import Any

from gilrace.lab.scheduled.gil import Seam
from gilrace.lab.scheduled.op import Model
from gilrace.lab.scheduled.statement import calls_once, place_of, statement_of

MARK = "~watched"  # where a watched object keeps its run and label
DEEPEST = 6
YIELDING = CO_GENERATOR | CO_ASYNC_GENERATOR
FRAMES = ("gi_frame", "cr_frame", "ag_frame")
PLAIN = (int, str, float, bool, bytes, complex, type(None))


class Known:
    """One active function of an actor."""

    __slots__ = ("at", "frame", "seen", "yields")

    def __init__(self, frame: FrameType, at: int) -> None:
        self.frame = frame
        self.at = place_of(frame.f_code, at)
        self.seen: dict[int, tuple[Hashable, ...]] = {}
        self.yields = bool(frame.f_code.co_flags & YIELDING)  # what it saw may be out already

    def move(self, at: int) -> None:
        """Go on to an instruction; what other statements saw is stored somewhere or gone."""
        code, before = self.frame.f_code, self.at
        self.at = place_of(code, at)
        if self.yields:
            return
        here = statement_of(code, at)
        around = {place: statement_of(code, place) for place in self.seen}
        anew = self.at < before and not here.gathers  # back in the same statement: it is done again
        self.seen = {
            place: values
            for place, values in self.seen.items()
            if around[place].outlasts(here) and not (anew and around[place] == here)
        }

    def see(self, value: Hashable, *, more: bool = False) -> None:
        """Something was seen here: instead of what was seen before, or after it."""
        more = more or self.yields or statement_of(self.frame.f_code, self.at).gathers
        before = self.seen.get(self.at, ()) if more else ()
        self.seen[self.at] = (*before, value)

    def see_rather(self, value: Hashable) -> None:
        """The last thing seen here is known better."""
        self.seen[self.at] = (*self.seen[self.at][:-1], value)

    def told_by(self, left: Known) -> None:
        """A function called from here was left: what it saw or knew may live on in what it returned."""
        name = left.frame.f_code.co_name
        known = left.all_seen(), frozen(dict(left.frame.f_locals))
        self.see(known, more=not calls_once(self.frame.f_code, self.at, name))

    def all_seen(self) -> Hashable:
        return tuple(sorted(self.seen.items(), key=_by_place))


class Memory:
    """Of every actor, what it has seen in the functions it is in."""

    def __init__(self, count: int) -> None:
        self._known: list[list[Known]] = [[] for _ in range(count)]

    def note(self, actor: int, here: Seam, mode: int) -> None:
        """An operation is done at the innermost place."""
        self._align(actor, here)
        if self._known[actor]:
            self._known[actor][-1].see(mode)

    def saw(self, actor: int, value: Any) -> None:
        """The value of the operation noted last."""
        if self._known[actor]:
            self._known[actor][-1].see_rather(frozen(value))

    def state(self, actor: int, frames: list[FrameType]) -> Hashable:
        """All that decides what an unfinished actor will do, ``frames`` innermost first."""
        self._align(actor, tuple((frame, frame.f_lasti) for frame in reversed(frames)))
        return tuple(
            (
                known.frame.f_code.co_name,
                known.at,
                frozen(dict(known.frame.f_locals)),
                known.all_seen(),
            )
            for known in self._known[actor]
        )

    def _align(self, actor: int, here: Seam) -> None:
        """Forget functions that were left, telling their caller what they saw."""
        known = self._known[actor]
        same = 0
        while same < min(len(known), len(here)) and known[same].frame is here[same][0]:
            same += 1
        while len(known) > same:
            left = known.pop()
            if known:
                known[-1].told_by(left)
        for entry, (_, at) in zip(known, here, strict=False):
            entry.move(at)
        known.extend(Known(frame, at) for frame, at in here[same:])


def _by_place(item: tuple[int, Hashable]) -> int:
    return item[0]


def frozen(value: Any, depth: int = DEEPEST) -> Hashable:
    """A hashable stand-in: equal for values that look the same, also from another execution."""
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, Model):
        return ("model", value.name)
    label = _label(value)
    if label is not None:
        return ("shared", label)
    if isinstance(value, FunctionType | MethodType | type):
        return ("named", value.__qualname__)
    if depth == 0:
        return ("deep", type(value).__name__)
    return _frozen_inside(value, depth - 1)


def _label(value: Any) -> str | None:
    try:
        inside = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    if MARK in inside:
        return str(inside[MARK][1])
    return inside.get("label") if "label" in inside else None


def _frozen_inside(value: Any, depth: int) -> Hashable:
    if isinstance(value, dict):
        pairs = [(repr(key), frozen(item, depth)) for key, item in dict.items(value)]
        return ("dict", tuple(sorted(pairs, key=lambda pair: pair[0])))
    if isinstance(value, list):
        return ("list", tuple(frozen(item, depth) for item in list.__iter__(value)))
    if isinstance(value, tuple):
        return ("tuple", tuple(frozen(item, depth) for item in value))
    if isinstance(value, set | frozenset):
        return ("set", tuple(sorted(repr(item) for item in set(value))))
    inside = getattr(value, "__dict__", None)
    if inside is not None:
        return (type(value).__name__, frozen(dict(inside), depth))
    return (type(value).__name__, _frozen_opaque(value, depth))


def _frozen_opaque(value: Any, depth: int) -> Hashable:
    """Of a generator where it is; of iterators and the like what a copy would be made from."""
    if isinstance(value, GeneratorType | CoroutineType | AsyncGeneratorType):
        frame = next((at for name in FRAMES if (at := getattr(value, name, None)) is not None), None)
        return None if frame is None else (frame.f_lasti, frozen(dict(frame.f_locals), depth))
    try:
        return frozen(tuple(value.__reduce_ex__(2)[1:]), depth)
    except Exception:  # noqa: BLE001 - it cannot be copied
        return "opaque"


def contents(thing: Any) -> Hashable:
    """What a watched thing holds now."""
    if isinstance(thing, dict):
        return frozen({key: dict.__getitem__(thing, key) for key in dict.keys(thing)})
    if isinstance(thing, list):
        return frozen(list(list.__iter__(thing)))
    if isinstance(thing, set):
        return frozen(set(set.__iter__(thing)))
    inside = object.__getattribute__(thing, "__dict__")
    return frozen({name: value for name, value in inside.items() if name not in (MARK, "run", "label")})
