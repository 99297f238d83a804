"""What a timeline says about a worker at a time."""

from __future__ import annotations

from dataclasses import replace

import gilrace_canned as canned

from gilrace.tui import chart
from gilrace.tui.chart import GIL, IDLE, NOTHING, RUNS, STARTS, WAITS, Row
from gilrace.tui.drawings.timeline import Window, timeline
from gilrace.tui.lines import plain

MS = 1_000_000
ROW = Row(
    "T", "lane1", "threads", 0,
    wall_ns=100 * MS, startup_ns=10 * MS,
    starts=(10 * MS, 50 * MS), ends=(40 * MS, 90 * MS), first=(0, 4), count=(4, 1),
    busy=(0, 30 * MS, 70 * MS), seen=(),
)  # fmt: skip


def test_before_the_pool_is_ready_a_worker_starts() -> None:
    assert ROW.doing(0, 5 * MS) == STARTS


def test_inside_a_span_it_runs_and_between_spans_it_is_idle() -> None:
    assert ROW.doing(20 * MS, 25 * MS) == RUNS
    assert ROW.doing(42 * MS, 48 * MS) == IDLE


def test_after_the_heat_there_is_nothing() -> None:
    assert ROW.doing(100 * MS, 110 * MS) == NOTHING


def test_samples_tell_what_a_span_was_waiting_for() -> None:
    assert replace(ROW, seen=((22 * MS, "g"),)).doing(20 * MS, 25 * MS) == GIL
    assert replace(ROW, seen=((22 * MS, "w"),)).doing(20 * MS, 25 * MS) == WAITS


def test_the_items_under_way_are_named() -> None:
    assert ROW.items_at(20 * MS) == "items 0 to 3"
    assert ROW.items_at(60 * MS) == "item 4"
    assert ROW.items_at(45 * MS) == ""
    assert ROW.items_at(1 * MS) == ""


def test_every_worker_of_every_lane_has_a_row_up_to_a_limit() -> None:
    assert [(row.letter, row.worker) for row in chart.rows(canned.finished(), 8)] == [
        ("S", 0), ("T", 0), ("T", 1), ("P", 0), ("P", 1), ("A", 0), ("B", 0), ("B", 1),
    ]  # fmt: skip
    assert len(chart.rows(canned.waiting(), 3)) == 1 + 3 + 3 + 1


def test_busy_time_is_what_the_spans_add_up_to() -> None:
    row = next(row for row in chart.rows(canned.finished(), 8) if row.letter == "S")
    assert row.busy[-1] == sum(end - start for start, end in zip(row.starts, row.ends, strict=True))


def _told_at_the_cursor(*seen: tuple[tuple[int, str], ...]) -> str:
    rows = [replace(ROW, worker=k, seen=signs) for k, signs in enumerate(seen)]
    drawn = timeline(rows, Window(cursor=0.22, row=0), 100, 20)
    return "\n".join(plain(row) for row in drawn)


def test_who_waits_for_the_gil_is_told_who_holds_it() -> None:
    waits, runs = ((22 * MS, "g"),), ((22 * MS, "r"),)
    assert "T threads w0 at 22.0 ms: waits for the GIL, held by T w1" in _told_at_the_cursor(waits, runs)


def test_no_holder_is_named_where_the_samples_do_not_show_just_one() -> None:
    waits, runs = ((22 * MS, "g"),), ((22 * MS, "r"),)
    assert "held by" not in _told_at_the_cursor(waits, waits)
    assert "held by" not in _told_at_the_cursor(waits, runs, runs)
