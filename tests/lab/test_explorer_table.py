"""The figures everybody can check: classes, failing and all interleavings, fewest preemptions."""

from __future__ import annotations

import pytest
from tables import counting, four_steps, three_rounds

from gilrace.lab.demo import Demo
from gilrace.lab.demos import load
from gilrace.lab.explore.explorer import explore

TABLE = [
    (load("lost_update_plus", 2), "", 4, 4, 6, "ABBA"),
    (load("read_add_write"), "", 4, 18, 20, "AABBBA"),
    (counting("four steps", four_steps, 3, 1), "", 36, 34_380, 34_650, None),
    (counting("three rounds", three_rounds, 2, 3), "", 328, 904, 924, None),
    (load("lost_update_plus", 4), "", 576, 2_496, 2_520, None),
    (load("overdraft"), "", 6, 6, 20, "ABBBAA"),
    (load("overdraft"), "lock", 2, 0, 2, None),
    (load("lock_order"), "", 3, 2, 6, "AB"),
    (load("lock_order"), "order", 2, 0, 2, None),
    (load("dining", 3), "", 7, 6, 168, "ACB"),
    (load("dining", 4), "", 15, 24, 98_184, "ADCB"),
    (load("dining", 5), "", 31, 120, 66_468_720, "AEDCB"),
    (load("dining", 5), "order", 30, 0, 49_719_072, None),
]


@pytest.mark.parametrize(
    ("demo", "guard", "classes", "failing", "of", "schedule"),
    TABLE,
    ids=[f"{row[0].name} {len(row[0].actors)} {row[1]}" for row in TABLE],
)
def test_classes_and_counts_are_exact(
    demo: Demo, guard: str, classes: int, failing: int, of: int, schedule: str | None
) -> None:
    tally = explore(demo, guard=guard).tally
    assert (tally.classes, tally.failing, tally.interleavings) == (classes, failing, of)
    assert tally.complete
    if schedule is not None:
        assert tally.failures[0].schedule == schedule


def test_an_independent_count_of_dining_five_agrees() -> None:
    def ways(done: tuple[int, ...]) -> int:
        if done not in known:
            known[done] = sum(ways(after) for after in moves(done)) or 1
        return known[done]

    def moves(done: tuple[int, ...]) -> list[tuple[int, ...]]:
        held = {fork for seat, step in enumerate(done) for fork in holding(seat, step)}
        return [
            (*done[:seat], step + 1, *done[seat + 1 :])
            for seat, step in enumerate(done)
            if step < 4 and not (step < 2 and (seat + step) % 5 in held)
        ]

    def holding(seat: int, step: int) -> list[int]:
        return [(), (seat,), (seat, (seat + 1) % 5), (seat,), ()][step]

    known: dict[tuple[int, ...], int] = {}
    assert ways((0,) * 5) == 66_468_720 == explore(load("dining", 5)).tally.interleavings
