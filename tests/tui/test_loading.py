"""Reading files in slices."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from gilrace.tui.loading import Loading
from gilrace.tui.menu import Entry

FILES = [Entry(Path(f"{k}.yaml")) for k in range(5)]


def _clock() -> Iterator[float]:
    """A second passes between two looks."""
    yield from range(1000)


def test_a_slice_ends_when_its_time_is_over_and_the_next_goes_on() -> None:
    ticks = _clock()
    loading = Loading(FILES, lambda: next(ticks))
    assert loading.go_on(2.0)
    assert loading.found == FILES[:2]
    assert loading.go_on(2.0)
    assert not loading.go_on(9.0)
    assert loading.found == FILES


def test_at_least_one_file_is_read_however_short_the_time_is() -> None:
    loading = Loading(FILES, lambda: 0.0)
    assert loading.go_on(0.0)
    assert loading.found == FILES[:1]


def test_nothing_to_read_is_read_at_once() -> None:
    assert not Loading([]).go_on()
