"""What is raced: one file a workload, in the order in which they are shown.

Modules are imported when asked for and need the standard library only, so that a lane starts under any
interpreter. What a module provides is told in `gilrace.lane.work`; one of these may also have
``finish(results, settings)``, called by the lane host after the clock has stopped.
"""

from __future__ import annotations

import importlib
from types import ModuleType
from typing import TYPE_CHECKING

from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.lane.work import Workload

REGISTRY: dict[str, str] = {
    "primes": "primes",
    "sum_squares": "sum_squares",
    "mandelbrot": "mandelbrot",
    "hashing": "hashing",
    "compress": "compress",
    "sleep": "sleep",
    "fetch": "fetch",
    "download": "download",
    "digest": "digest",
    "word_count": "word_count",
    "download_digest": "download_digest",
    "square_roots": "square_roots",
    "n_times_n": "n_times_n",
    "sha": "sha",
    "parse": "parse",
    "edges": "edges",
    "descent": "descent",
    "read_files": "read_files",
    "nap": "nap",
    "nothing": "nothing",
    "kitchen": "kitchen",
    "counter": "counter",
    "heartbeat": "heartbeat",
    "crawl": "crawl",
    "pipeline": "pipeline",
    "ways": "ways",
    "ways_to_ask": "ways_to_ask",
    "handing_back": "handing_back",
    "crowd": "crowd",
}


def load_module(name: str) -> ModuleType:
    """The module of a built-in workload. Raises InputError for a name that is not registered."""
    if name not in REGISTRY:
        raise InputError(f"there is no built-in workload called {name!r}", advice=_advice(name))
    return importlib.import_module(f"{__name__}.{REGISTRY[name]}")


def load_spec(name: str) -> Workload:
    """What a built-in workload says of itself. Raises InputError for a name that is not registered."""
    spec: Workload = load_module(name).SPEC
    return spec


def _advice(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, REGISTRY, n=1)
    meant = f"Did you mean {near[0]}? " if near else ""
    return f"{meant}Built in: {', '.join(REGISTRY)}. Your own: my_module:function or ./file.py:function."
