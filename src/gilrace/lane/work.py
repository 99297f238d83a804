"""The work of a heat, as a strategy sees it: items and a function of one item.

A built-in workload is a module in `gilrace.workloads` with

``SPEC``
    a `Workload`: what it is called, what it mostly does, its settings and what it needs prepared;
``call(item, **settings)``
    the work on one item: deterministic, picklable, with a result that `gilrace.lane.digest` can digest;
``async acall(item, **settings)``
    its awaitable twin, where the work waits for something (optional);
``items(count)``
    the items for a count (optional; ``range(count)`` when absent): a sequence;
``setup(**settings)`` / ``teardown()``, ``async asetup(**settings)`` / ``async ateardown()``
    once in every worker (thread, process, event loop): before the go signal, and after the last item
    (optional);
``prepare(scratch, items, settings, server)``
    a context manager run by the referee once per race, outside every clock; it gets an existing private
    folder and yields extra settings such as ``{"url": ...}`` or ``{"folder": ...}`` (optional).

A user's own function is the same without ``SPEC`` and ``prepare``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Workload:
    """What a built-in workload says of itself."""

    name: str
    summary: str  # one sentence
    kind: str  # "cpu" | "io" | "mixed"
    settings: Mapping[str, Any] = field(default_factory=dict)  # every setting with its default
    default_items: int = 100
    server: bool = False  # needs the HTTP server on loopback (or a url)
    packages: tuple[str, ...] = ()  # third-party packages `call` or `acall` imports


@dataclass(frozen=True, slots=True)
class Work:
    """One heat's work, ready to run: settings are already bound into the functions."""

    items: Sequence[Any]
    call: Callable[[Any], Any]
    acall: Callable[[Any], Awaitable[Any]] | None = None
    setup: Callable[[], object] | None = None
    teardown: Callable[[], object] | None = None
    asetup: Callable[[], Awaitable[object]] | None = None
    ateardown: Callable[[], Awaitable[object]] | None = None
    stages: tuple[Stage, ...] = ()  # of a pipeline: `call` is all of them, one after another


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a pipeline: its own work, and how the lane ``pipeline`` runs it."""

    name: str
    strategy: str  # sequential | threads | processes | asyncio
    workers: int  # tasks at once for asyncio
    work: Work  # without items

    @property
    def rows(self) -> int:
        """How many workers of it are seen: an event loop is one, whatever it has under way."""
        return 1 if self.strategy in ("sequential", "asyncio") else self.workers


@dataclass(frozen=True, slots=True)
class ItemError:
    """The result of an item whose call raised."""

    type: str  # the exception's class name
    message: str
