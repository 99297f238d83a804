"""Shared things that are watched: every read and write of an attribute or entry is an operation.

An object keeps its class's behaviour: only data counts as access, not looking up a method or property.
Attributes that hold a lock, a function or another watched thing when the object is shared are read without
a step of their own, and cannot be assigned again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from types import FunctionType, MemberDescriptorType, MethodType
from typing import Any

from gilrace.errors import InputError
from gilrace.lab.scheduled.memory import MARK
from gilrace.lab.scheduled.op import Execution, Model, Op
from gilrace.lab.scheduled.signals import RawValue


def watch(run: Execution, thing: Any, name: str) -> Any:
    """The watched form of a thing; raises `InputError` for what cannot be watched."""
    if isinstance(thing, dict):
        return WatchedDict(run, thing, name)
    if isinstance(thing, list):
        return WatchedList(run, thing, name)
    if isinstance(thing, set):
        return WatchedSet(run, thing, name)
    try:
        label = run.named(thing, name)
        vars(thing)[MARK] = (run, label, _fixed(thing))
        kind: Any = type(thing)
        thing.__class__ = watched_class(kind)
    except TypeError as error:
        raise InputError(
            f"a {type(thing).__name__} cannot be watched",
            advice="share an object of an ordinary class, a dict, a list or a set",
        ) from error
    return thing


def _fixed(thing: Any) -> frozenset[str]:
    """Attributes that are there for good: locks and the like, other watched things, functions."""
    return frozenset(name for name, value in vars(thing).items() if is_fixture(value))


def is_fixture(value: Any) -> bool:
    """Whether a value is a tool or another watched thing, not data."""
    kinds = (Model, RawValue, WatchedDict, WatchedList, WatchedSet, FunctionType, MethodType)
    return isinstance(value, kinds) or (hasattr(value, "__dict__") and MARK in value.__dict__)


def _not_fixed(label: str, name: str, fixed: frozenset[str]) -> None:
    if name in fixed:
        raise InputError(
            f"{label}.{name} holds a lock, a function or a shared thing and is assigned again",
            advice="make it in setup() and leave it there",
        )


@cache
def _behaviour(cls: Any) -> frozenset[str]:
    """Names that a class defines as behaviour: methods, properties, anything with __get__ but slots."""
    return frozenset(
        name
        for base in cls.__mro__
        for name, value in vars(base).items()
        if hasattr(value, "__get__") and not isinstance(value, MemberDescriptorType)
    )


@cache
def watched_class(cls: Any) -> type:
    """A subclass whose data attributes are watched."""
    behaviour = _behaviour(cls)
    data = object.__getattribute__

    def __getattribute__(self: Any, name: str) -> Any:  # noqa: N807
        if name in behaviour or name.startswith("__"):
            return cls.__getattribute__(self, name)
        values = data(self, "__dict__")
        run, label, fixed = values[MARK]
        if name in fixed:
            return values[name]
        run.reach(Op("read", f"{label}.{name}", ((f"{label}.{name}", False),), alone=False))
        value = cls.__getattribute__(self, name)
        run.saw(value)
        return value

    def __setattr__(self: Any, name: str, value: Any) -> None:  # noqa: N807
        if name not in behaviour:
            run, label, fixed = data(self, "__dict__")[MARK]
            _not_fixed(label, name, fixed)
            run.reach(Op("write", f"{label}.{name}", ((f"{label}.{name}", True),), alone=False))
            run.saw(value)
        cls.__setattr__(self, name, value)

    def __delattr__(self: Any, name: str) -> None:  # noqa: N807
        run, label, fixed = data(self, "__dict__")[MARK]
        _not_fixed(label, name, fixed)
        run.reach(Op("delete", f"{label}.{name}", ((f"{label}.{name}", True),), alone=False))
        cls.__delattr__(self, name)

    members = {
        "__getattribute__": __getattribute__,
        "__setattr__": __setattr__,
        "__delattr__": __delattr__,
        "__module__": cls.__module__,
        "__qualname__": cls.__qualname__,
    }
    return type(cls.__name__, (cls,), members)


class Walk:
    """A walk through a watched container, of which every step is an operation.

    How far it is and how large the container was is part of the actor's state.
    """

    def __init__(self, run: Execution, label: str, walk: Iterator[Any], size: int, place: str) -> None:
        self.state = (run.running, label, 0, size)
        self._run = run
        self._walk = walk
        self._op = Op("read", label, ((place, False),), alone=False)
        run.walks.append(self)

    def __iter__(self) -> Walk:
        return self

    def __next__(self) -> Any:
        self._run.reach(self._op)
        actor, label, passed, size = self.state
        self.state = (actor, label, passed + 1, size)
        try:
            value = next(self._walk)
        except BaseException:
            if self in self._run.walks:
                self._run.walks.remove(self)
            raise
        self._run.saw(value)
        return value


class WatchedDict(dict[Any, Any]):
    """A dict: an entry is a place of its own, the set of keys another."""

    def __init__(self, run: Execution, values: dict[Any, Any], name: str) -> None:
        super().__init__(values)
        self._run = run
        self.label = run.named(self, name)

    def _reach(self, verb: str, key: Any, changes: bool) -> None:
        place = f"{self.label}[{key!r}]"
        everything = (f"{self.label} all", False)
        self._run.reach(Op(verb, place, ((place, changes), everything), alone=False))

    def _reach_all(self, verb: str, changes: bool) -> None:
        places = [
            f"{self.label} keys",
            *([f"{self.label}[{key!r}]" for key in dict.keys(self)] if changes else []),
        ]
        self._run.reach(Op(verb, self.label, tuple((place, changes) for place in places), alone=False))

    def _keys_change(self) -> None:
        self._run.touched(f"{self.label} keys", True)

    def __getitem__(self, key: Any) -> Any:
        self._reach("read", key, False)
        value = dict.__getitem__(self, key)
        self._run.saw(value)
        return value

    def get(self, key: Any, default: Any = None) -> Any:
        self._reach("read", key, False)
        value = dict.get(self, key, default)
        self._run.saw(value)
        return value

    def __contains__(self, key: object) -> bool:
        self._reach("read", key, False)
        found = dict.__contains__(self, key)
        self._run.saw(found)
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        self._reach("write", key, True)
        if not dict.__contains__(self, key):
            self._keys_change()
        self._run.saw(value)
        dict.__setitem__(self, key, value)

    def setdefault(self, key: Any, default: Any = None) -> Any:
        self._reach("write", key, True)
        if not dict.__contains__(self, key):
            self._keys_change()
        value = dict.setdefault(self, key, default)
        self._run.saw(value)
        return value

    def __delitem__(self, key: Any) -> None:
        self._reach("delete", key, True)
        self._keys_change()
        dict.__delitem__(self, key)

    def pop(self, key: Any, *default: Any) -> Any:
        self._reach("delete", key, True)
        self._keys_change()
        value = dict.pop(self, key, *default)
        self._run.saw(value)
        return value

    def clear(self) -> None:
        self._reach_all("delete", True)
        self._run.touched(f"{self.label} all", True)
        dict.clear(self)

    def update(self, *others: Any, **named: Any) -> None:
        added = dict(*others, **named)
        places = tuple((f"{self.label}[{key!r}]", True) for key in added)
        self._run.reach(Op("write", self.label, (*places, (f"{self.label} keys", True)), alone=False))
        dict.update(self, added)

    def copy(self) -> dict[Any, Any]:
        """A plain dict, made in one piece."""
        self._reach_all("read", False)
        for key in dict.keys(self):
            self._run.touched(f"{self.label}[{key!r}]", False)
        return {key: dict.__getitem__(self, key) for key in dict.keys(self)}

    def __len__(self) -> int:
        self._reach_all("read", False)
        return dict.__len__(self)

    def __iter__(self) -> Iterator[Any]:
        self._reach_all("walk through", False)
        return Walk(self._run, self.label, dict.__iter__(self), dict.__len__(self), f"{self.label} keys")

    def keys(self) -> Any:
        return _Walk(self)

    def values(self) -> Any:
        return (self[key] for key in self)

    def items(self) -> Any:
        return ((key, self[key]) for key in self)


class _Walk:
    """The keys of a watched dict, walked step by step."""

    def __init__(self, of: WatchedDict) -> None:
        self._of = of

    def __iter__(self) -> Iterator[Any]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)

    def __contains__(self, key: object) -> bool:
        return key in self._of


def _reading(name: str) -> Any:
    def method(self: Any, *args: Any) -> Any:
        self.reach("read", False)
        value = getattr(self.plain, name)(self, *args)
        self.run.saw(value)
        return value

    return method


def _changing(name: str) -> Any:
    def method(self: Any, *args: Any) -> Any:
        self.reach("write", True)
        self.run.saw(args[-1] if args else None)
        return getattr(self.plain, name)(self, *args)

    return method


class _Whole:
    """What a list and a set share: the whole is one place."""

    plain: Any
    run: Execution
    label: str

    def reach(self, verb: str, changes: bool) -> None:
        self.run.reach(Op(verb, self.label, ((self.label, changes),), alone=False))

    def __iter__(self) -> Iterator[Any]:
        self.reach("walk through", False)
        return Walk(self.run, self.label, self.plain.__iter__(self), self.plain.__len__(self), self.label)


def _watch_methods(cls: type, reading: str, changing: str) -> None:
    for name in reading.split():
        setattr(cls, name, _reading(name))
    for name in changing.split():
        setattr(cls, name, _changing(name))


class WatchedList(_Whole, list[Any]):
    """A list, watched as a whole."""

    plain = list

    def __init__(self, run: Execution, values: Iterable[Any], name: str) -> None:
        list.__init__(self, values)
        self.run = run
        self.label = run.named(self, name)


class WatchedSet(_Whole, set[Any]):
    """A set, watched as a whole."""

    plain = set

    def __init__(self, run: Execution, values: Iterable[Any], name: str) -> None:
        set.__init__(self, values)
        self.run = run
        self.label = run.named(self, name)


_watch_methods(
    WatchedList,
    "__getitem__ __len__ __contains__ index count",
    "__setitem__ __delitem__ append extend insert pop remove clear sort reverse",
)
_watch_methods(WatchedSet, "__len__ __contains__", "add discard remove pop clear update")
