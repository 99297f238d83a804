"""What a lane runs on stands on its line where lanes differ, and where there is room."""

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.verdict import judge
from gilrace.console.result import result_lines
from gilrace.report import csv, markdown
from gilrace.tui.drawings.cores import cores
from gilrace.tui.drawings.lanes import grid, second_line
from gilrace.tui.drawings.why import why_table
from gilrace.tui.look import texts
from gilrace.tui.standing import lane_inks


@pytest.fixture
def several():
    """A finished race whose second lane ran on a free-threaded build."""
    state = canned.finished()
    first, second, *others = state.lanes
    build = {"python": "3.13.5", "free_threaded": True, "gil": False}
    past = tuple(replace(heat, **build) for heat in second.past)
    return replace(
        state, lanes=(first, replace(second, heat=replace(second.heat, **build), past=past), *others)
    )


def lines_of(state, cells):
    of = grid(state, cells)
    return texts([second_line(of, lane) for lane in state.lanes])


@pytest.mark.parametrize("cells", [80, 120])
def test_lanes_on_different_builds_say_so_at_every_width(several, cells):
    rows = lines_of(several, cells)
    assert "3.11.7, GIL" in rows[0]
    assert "3.13.5t, no GIL" in rows[1]


def test_one_build_for_all_is_told_where_there_is_room():
    assert "3.11.7, GIL" in lines_of(canned.finished(), 120)[0]
    assert "3.11.7" not in lines_of(canned.finished(), 80)[0]


@pytest.mark.parametrize("cells", [80, 120])
def test_the_table_of_reasons_has_a_column_for_the_build_where_lanes_differ(several, cells):
    inks = lane_inks(tuple(lane.info for lane in several.lanes))
    rows = texts(why_table(several, judge(several), inks, cells))
    assert "Python" in rows[1]
    assert sum("3.13.5t, no GIL" in row for row in rows) == 1
    assert all(len(row) <= cells for row in rows)


def test_results_and_documents_tell_builds(several):
    assert any("3.13.5t, no GIL" in line for line in result_lines(several, (), 100))
    assert "3.13.5t, no GIL" in markdown.render(several, ())
    head, *rows = (line.split(",") for line in csv.render(several, ()).splitlines())
    told = {(row[head.index("free_threaded")], row[head.index("gil")]) for row in rows}
    assert told == {("0", "1"), ("1", "0")}


def test_cores_that_share_a_physical_one_are_drawn_with_their_partner():
    state = canned.running()
    opened = replace(state.opened, machine={**state.opened.machine, "siblings": [[0, 1]]})
    rows = texts(cores(replace(state, opened=opened), 60, 4))
    assert rows[0].startswith(" core 0+1 ")
    assert rows[1].startswith(" core 1+0 ")
    assert {len(row) for row in texts(cores(state, 60, 4))} == {len(row) for row in rows}
