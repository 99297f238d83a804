"""A post: one stage's place in a running pipeline, where it takes from and puts to, and its hands' record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import TYPE_CHECKING, Any

from gilrace.lane import track as layout
from gilrace.lane.marks import Mark, item_error
from gilrace.lane.work import ItemError

if TYPE_CHECKING:
    from gilrace.lane.belt import Belt, Supply
    from gilrace.lane.work import Stage


@dataclass(slots=True)
class Hand:
    """What one worker of a stage has done so far. Only it writes here."""

    done: int = 0
    busy_ns: int = 0  # with items
    starved_ns: int = 0  # waiting for an item
    blocked_ns: int = 0  # waiting for room behind it


class Results:
    """The end of the line: every result in its item's place, and how long each item was under way."""

    def __init__(self, items: int) -> None:
        self.values: list[Any] = [None] * items
        self.under_way_ns: list[int] = []

    def put(self, thing: tuple[int, Any, int]) -> None:
        """There is always room."""
        index, value, since = thing
        self.values[index] = value
        self.under_way_ns.append(perf_counter_ns() - since)

    def try_put(self, thing: tuple[int, Any, int]) -> bool:
        """There is always room."""
        self.put(thing)
        return True

    def listen_for_room(self, listener: Callable[[], None]) -> None:
        """There is always room."""

    def count(self, *, to_put: int = 0) -> None:
        """Nobody waits here."""

    def end(self) -> None:
        """Nothing more comes."""

    def breaks(self) -> None:
        """Nobody waits here."""


@dataclass(slots=True)
class Post:
    """A stage between its inlet and its outlet."""

    number: int
    stage: Stage
    inlet: Belt | Supply
    outlet: Belt | Results
    first_row: int  # of its workers on the track
    last: bool
    hands: list[Hand] = field(default_factory=list)

    def hand(self) -> Hand:
        """A new worker's record."""
        hand = Hand()
        self.hands.append(hand)
        return hand

    def total(self, what: str) -> int:
        """The sum over its hands."""
        return sum(getattr(hand, what) for hand in self.hands)


def work_on(call: Callable[[Any], Any], index: int, value: Any, mark: Mark, *, last: bool) -> tuple[Any, int]:
    """One item at one stage, marked: its value after it, and the ns it took. Errors pass on untouched."""
    start = perf_counter_ns()
    if not isinstance(value, ItemError):
        try:
            value = call(value)
        except Exception as error:  # noqa: BLE001 - an item's error is that item's result
            value = item_error(error)
            mark.failed()
    end = perf_counter_ns()
    pass_on(mark, index, start, end, last=last)
    return value, end - start


def pass_on(mark: Mark, index: int, start: int, end: int, *, last: bool) -> None:
    """An item leaves a stage: done if it was the last one, else only seen."""
    if last:
        mark.item(index, start, end)
        return
    mark.span(index, 1, start, end)
    mark.words[mark.at + layout.MARKED] = end
