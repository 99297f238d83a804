"""The scaling curve in a report: well-formed, self-contained, all lines told apart."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import gilrace_canned as canned
import pytest
from sweep_worlds import Played, computing, waiting

from gilrace.analysis.scaling import Point, fit
from gilrace.report import html
from gilrace.report.scaling import chart, sections
from gilrace.report.sweep import render
from gilrace.sweep.curves import Curve

SVG = "{http://www.w3.org/2000/svg}"


def curve_of(points, **more):
    made = tuple(Point(n, 1e9 / gain, gain, gain * 0.95, gain * 1.05) for n, gain in points)
    return Curve("processes", made, fit(points), 2, **more)


def test_every_point_and_every_law_is_drawn_in_a_style_of_its_own():
    drawn = ET.fromstring(chart(curve_of([(1, 1.0), (2, 1.9), (4, 3.1), (8, 3.3)])))
    assert len(drawn.findall(f".//{SVG}circle")) == 4 + 1
    styles = {line.get("stroke-dasharray") for line in drawn.findall(f".//{SVG}polyline")}
    assert len(styles) == 3
    names = {text.text for text in drawn.findall(f".//{SVG}text")}
    assert {"measured", "ideal", "Amdahl", "USL", "1", "2", "4", "8", "workers"} <= names


def test_nothing_leaves_the_picture():
    drawn = ET.fromstring(chart(curve_of([(1, 1.0), (8, 7.9), (64, 30.0), (512, 31.0)])))
    for line in drawn.findall(f".//{SVG}polyline"):
        for pair in line.get("points").split():
            x, y = (float(number) for number in pair.split(","))
            assert 0 <= x <= 900
            assert 0 <= y <= 320


@pytest.mark.parametrize("points", [[(1, 1.0), (2, 0.1)], [(1, 1.0), (2, 2.5), (4, 6.0), (8, 20.0)]])
def test_odd_curves_are_drawn_all_the_same(points):
    assert ET.fromstring(chart(curve_of(points))).tag == f"{SVG}svg"


def test_the_page_of_a_sweep_has_its_choice_and_curves_and_of_a_race_has_not():
    played = Played(computing)
    page = html.render(played.state, (), played.events)
    for words in ("What to use", "Scaling of processes", "Scaling of threads", "Amdahl", "illustration"):
        assert words in page
    assert "<script" not in page
    assert sections(canned.finished()) == []


def test_what_a_task_costs_is_on_the_page_where_it_was_measured():
    played = Played(computing)
    opened = played.state.opened
    told = {
        "cores": 2,
        "workers": 2,
        "task_ns": {"processes 1": 1e5, "processes 100": 2e3},
        "pool_ns": {"processes": 3e7},
    }
    sweep = {**opened.scenario["sweep"], "costs": told}
    state = replace(played.state, opened=replace(opened, scenario={**opened.scenario, "sweep": sweep}))
    page = html.render(state, (), played.events)
    assert "pays from 200 µs a task at chunk 1, 4.00 µs a task at chunk 100" in page
    assert json.loads(render(state))["break_even"]["process_pool_pays_from_ns"] == {"1": 2e5, "100": 4e3}


def test_the_document_of_a_sweep_is_strict_json_with_every_part():
    document = json.loads(render(Played(waiting, load=0.02, use="sleep").state), parse_constant=pytest.fail)
    assert {"schema", "advice", "candidates", "curves", "break_even", "machine"} <= document.keys()
    assert all(one["points"] for one in document["curves"])
