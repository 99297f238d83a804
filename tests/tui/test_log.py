"""The event log: in order, and of a long sentence what fits."""

from __future__ import annotations

from gilrace.race.state import LogLine, RaceState
from gilrace.tui.drawings.log import log
from gilrace.tui.lines import plain

LONG = "finished in 8.61 s = 0.94× sequential; seen on cores 0, 1, 2, 3, 4, 5, 6 and 7"


def told(cells: int, *lines: LogLine) -> list[str]:
    return [plain(row).rstrip() for row in log(RaceState(log=lines), cells, 9)]


def test_what_lanes_that_run_together_tell_is_put_in_order() -> None:
    rows = told(80, LogLine(2_000_000_000, "", "second"), LogLine(1_000_000_000, "", "first"))
    assert [row.split()[-1] for row in rows] == ["first", "second"]


def test_a_sentence_loses_whole_clauses_and_never_touches_the_edge() -> None:
    assert told(120, LogLine(0, "", LONG))[0].endswith(LONG)
    assert told(80, LogLine(0, "", LONG))[0].endswith("= 0.94× sequential")
    assert told(60, LogLine(0, "", LONG))[0].endswith("…")
    assert all(len(told(cells, LogLine(0, "", LONG))[0]) < cells for cells in range(60, 121))
