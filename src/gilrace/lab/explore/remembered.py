"""What failed before, of a demo in a file of one's own: tried first, and kept for next time.

Shipped demos need none of it: they fail the same everywhere.
"""

from __future__ import annotations

from pathlib import Path

from gilrace.lab import demos
from gilrace.lab.demo import Demo
from gilrace.lab.explore.corpus import Corpus, beside
from gilrace.lab.explore.explorer import with_guard
from gilrace.lab.explore.play import stage
from gilrace.lab.explore.replay import known_failure
from gilrace.lab.explore.result import Exploration


def corpus_of(demo: Demo) -> Corpus | None:
    """Where a demo's failing schedules are kept: beside its file."""
    own = not Path(demo.file).is_relative_to(Path(demos.__file__).parent)
    return Corpus(beside(demo.file)) if own else None


def failure_before(demo: Demo, guard: str, model: str) -> str:
    """A schedule that failed before and still does; "" when there is none. Raises `InputError`."""
    corpus = corpus_of(demo)
    schedules = corpus.schedules(demo.name, guard, model) if corpus else ()
    if not schedules:
        return ""
    with stage(with_guard(demo, guard), model) as here:
        found = known_failure(here, schedules)
    return found[0] if found else ""


def keep(demo: Demo, result: Exploration) -> str:
    """Keep what failed; why that could not be, "" when all is well. Raises `InputError`."""
    corpus = corpus_of(demo)
    if corpus is None or not result.tally.failures:
        return ""
    schedules = tuple(failure.schedule for failure in result.tally.failures)
    try:
        corpus.remember(demo.name, result.guard, result.model, schedules)
    except OSError as error:
        return f"what failed cannot be kept in {corpus.path}: {error.strerror}"
    return ""
