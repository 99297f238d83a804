"""Every format: whole, valid in the eyes of a parser that is not ours, and deaf to what races say."""

import csv
import io
import json
import random
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import gilrace_canned as canned
import pytest

from gilrace.analysis.recorded import recorded_outcomes
from gilrace.race.events import HeatEnded, LaneInfo, RaceOpened
from gilrace.race.state import RaceState, fold
from gilrace.report import FORMATS
from gilrace.report.markup import Markup, element, visible
from gilrace.report.naming import file_name
from gilrace.report.palette import PARTS, SIGNS
from gilrace.report.trace import _slice

EVIL = "<script>alert('x')</script>\"'&\x1b[2J\u202e]]>\n|`*"
SVG = "{http://www.w3.org/2000/svg}"
VOID = {"meta", "br", "link", "hr"}


class Page(HTMLParser):
    """What a browser would see: tags, attributes and text; refuses tags that do not close in order."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.open, self.text, self.attributes = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def made(name, events):
    state = fold(events)
    return FORMATS[name].render(state, recorded_outcomes(state), events)


def evil_events():
    """Everything a scenario, a lane or an exception can say is hostile."""
    events = canned.finished_events(
        lanes=(
            replace(canned.S, info=canned.lane("sequential", name=EVIL, id="sequential", detail=EVIL)),
            replace(canned.T, status="crashed", reason=EVIL, detail=EVIL),
        ),
        title=EVIL,
        expect=(f"sequential.wall < {EVIL}", "threads.speedup > 1"),
        machine={**canned.MACHINE, "cpu_model": EVIL},
    )
    return [replace(e, name=EVIL) if isinstance(e, RaceOpened) else e for e in events]


STREAMS = {
    "finished": canned.finished_events,
    "running": canned.running_events,
    "waiting": canned.waiting_events,
    "a lane failed": canned.failed_lane_events,
    "a lane disqualified": canned.disqualified_lane_events,
    "a tie": canned.tie_events,
    "hostile": evil_events,
    "opened only": lambda: canned.finished_events()[:1],
    "one round": lambda: canned.finished_events(rounds=1, warmups=0),
}


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("stream", STREAMS)
def test_any_race_can_be_made_into_any_document(name, stream):
    text = made(name, STREAMS[stream]())
    assert text.endswith("\n")
    assert "\x1b" not in text
    assert "\u202e" not in text or name == "json"  # JSON escapes nothing but control characters


@pytest.mark.parametrize("name", FORMATS)
def test_no_race_at_all_is_a_document_too(name):
    assert FORMATS[name].render(RaceState(), ()).endswith("\n")


def test_the_page_holds_what_was_found_and_nothing_that_runs_or_is_loaded():
    page = Page(made("html", canned.finished_events(expect=("processes.speedup > 1.5",))))
    text = " ".join(page.text)
    for told in ("Counting primes", "B procs×batch wins", "GIL wait", "processes.speedup > 1.5", "Timeline"):
        assert told in text
    assert not {"script", "iframe", "object", "embed", "link", "img", "form"} & set(page.tags)
    assert page.tags.count("svg") > 4
    for key, value in page.attributes:
        assert not key.startswith("on")
        assert key not in ("src", "href", "action")
        assert "url(" not in (value or "").lower()
    style = "".join(x for x in page.text if "font-size" in x)
    assert "url(" not in style
    assert "@import" not in style
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'") in page.attributes


def test_what_a_race_says_stays_text_on_the_page():
    page = Page(made("html", evil_events()))
    assert "script" not in page.tags
    assert "<script>alert('x')</script>" in " ".join(page.text)


@pytest.mark.parametrize("name", ["svg", "junit"])
def test_hostile_names_leave_xml_well_formed(name):
    root = ET.fromstring(made(name, evil_events()).encode())
    assert not [x for x in root.iter() if "script" in x.tag]


def test_the_chart_has_a_bar_for_every_ranked_lane_in_proportion_to_its_speed_up():
    space = "{http://www.w3.org/2000/svg}"
    root = ET.fromstring(made("svg", canned.finished_events()).encode())
    widths = [float(rect.get("width")) for rect in root.iter(f"{space}rect")]
    assert widths == sorted(widths, reverse=True)
    assert len(widths) == 5
    assert widths[0] / widths[2] == pytest.approx(8.06 / (0.211 + 3.96 + 0.007), rel=0.01)


@pytest.mark.parametrize("name", ["html", "markdown"])
def test_a_recording_that_was_cut_short_says_so_and_a_whole_one_does_not(name):
    events = canned.finished_events()
    assert "the recording ends" not in made(name, events)
    cut = events[: next(k for k, e in enumerate(events) if isinstance(e, HeatEnded)) + 1]
    heats = events[0].heats
    assert f"the recording ends before the race did, in heat 1 of {heats}" in made(name, cut)


def test_an_interval_beyond_the_chart_ends_in_an_arrow_and_one_within_it_in_a_bar():
    jitter = (1.0, 3.0, 0.6, 1.4, 1.1)
    shaky = canned.finished_events(lanes=(canned.S, replace(canned.P, jitter=jitter)))
    paths = [path.get("d") for path in ET.fromstring(made("svg", shaky)).iter(f"{SVG}path")]
    assert sum("l6 5l-6 5" in d for d in paths) == 2  # a line and its halo
    steady = [
        path.get("d") for path in ET.fromstring(made("svg", canned.finished_events())).iter(f"{SVG}path")
    ]
    assert steady
    assert all(d.endswith("v10") for d in steady)


def test_the_colours_of_one_page_mean_one_thing_each():
    assert len(set(PARTS.values())) == len(PARTS)
    assert SIGNS["l"] not in PARTS.values()


def test_expectations_are_test_cases_and_undecided_ones_are_skipped_with_their_reason():
    undecided = "processes-batch.speedup > 1.93"
    events = canned.finished_events(expect=("processes.speedup > 1.5", "threads.speedup > 3", undecided))
    suite = ET.fromstring(made("junit", events).encode())[0]
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert cases["processes.speedup > 1.5"].find("failure") is None
    assert cases["threads.speedup > 3"].find("failure").text.startswith("speedup 0.9")
    assert cases[undecided].find("skipped").get("message").startswith("inconclusive")
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")


def test_needs_that_are_not_met_skip_every_case():
    events = canned.finished_events(expect=("processes.speedup > 1.5", {"needs": {"cores": 64}}))
    suite = ET.fromstring(made("junit", events).encode())[0]
    assert suite.get("skipped") == suite.get("tests") == "2"


def test_a_lane_that_crashed_is_a_case_with_an_error():
    suite = ET.fromstring(made("junit", canned.failed_lane_events()).encode())[0]
    error = suite.find("testcase/error")
    assert suite.get("errors") == "1"
    assert "SIGSEGV" in error.get("message")
    assert error.text.startswith("Fatal Python error")


def test_the_table_has_a_row_for_every_heat_in_the_order_they_ran():
    rows = list(csv.DictReader(io.StringIO(made("csv", canned.finished_events()))))
    assert [int(row["heat"]) for row in rows] == list(range(20))
    assert rows[1]["lane"] == "threads"
    assert float(rows[6]["gil_wait"]) == 0.52
    assert {row["counted"] for row in rows[:5]} == {"0"}
    walls = {h.index: h.metrics["wall_ns"] for lane in canned.finished().lanes for h in lane.past}
    assert [float(row["wall_ns"]) for row in rows] == [walls[k] for k in range(20)]


def test_a_cell_is_never_a_formula():
    for evil in ("=1+1", "+1", "-1", "@SUM(A1)"):
        info = LaneInfo("sequential", "S", evil, "sequential", 1)
        row = next(csv.DictReader(io.StringIO(made("csv", canned.finished_events(
            lanes=(replace(canned.S, info=info),))))))  # fmt: skip
        assert row["name"] == f"'{evil}"


def test_cells_keep_to_their_columns_whatever_a_lane_is_called():
    lines = made("markdown", evil_events()).splitlines()
    table = [line for line in lines if line.startswith("| ")]
    head = next(line for line in table if "speed-up" in line)
    rows = table[table.index(head) + 1 :][:2]
    assert {row.replace("\\|", "").count("|") for row in rows} == {head.count("|")}
    assert not any("<script" in line.replace("\\<", "") for line in lines)


def test_the_trace_holds_items_waits_and_counters_on_the_races_clock():
    events = canned.finished_events()
    trace = json.loads(made("trace", events))["traceEvents"]
    kinds = {record["ph"] for record in trace}
    assert kinds == {"M", "X", "C"}
    names = {r["args"]["name"] for r in trace if r["name"] == "process_name"}
    assert {"machine", "T threads", "B procs×batch"} <= names
    items = sum(r["args"]["items"] for r in trace if r["ph"] == "X" and r["name"].startswith("item"))
    assert items == 240 * 20
    assert any(r["name"] == "waits for the GIL" for r in trace)
    last = max(r["ts"] + r.get("dur", 0) for r in trace if r["ph"] != "M")
    assert last <= fold(events).t / 1e3
    assert {r["name"] for r in trace if r["ph"] == "C"} == {"core 0", "core 1", "items done"}


def test_slices_of_a_thread_in_the_trace_never_overlap_unless_one_holds_the_other():
    trace = json.loads(made("trace", canned.waiting_events()))["traceEvents"]
    threads = {}
    for record in trace:
        if record["ph"] == "X":
            threads.setdefault((record["pid"], record["tid"]), []).append(record)
    assert len(threads) > 8
    for slices in threads.values():
        ends = []
        for one in sorted(slices, key=lambda r: (r["ts"], -r["dur"])):
            while ends and ends[-1] <= one["ts"]:
                ends.pop()
            assert not ends or one["ts"] + one["dur"] <= ends[-1]
            ends.append(one["ts"] + one["dur"])


def test_a_slice_ends_before_the_next_begins_also_when_a_reader_adds_the_numbers():
    chance = random.Random(7)
    for _ in range(5_000):
        start, length = chance.randrange(10**12), chance.randrange(10**9)
        one = _slice(1, 1, "item", "item 0", start, length, {})
        assert one["ts"] + one["dur"] <= (start + length) / 1e3
        assert one["dur"] == pytest.approx(length / 1e3, abs=1e-3)


def test_a_number_that_is_not_finite_reaches_no_document():
    events = canned.finished_events()
    at = max(k for k, e in enumerate(events) if isinstance(e, HeatEnded))
    events[at] = replace(events[at], metrics={**events[at].metrics, "odd": float("nan"), "far": float("inf")})
    json.loads(made("trace", events), parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    row = list(csv.DictReader(io.StringIO(made("csv", events))))[-1]
    assert row["odd"] == row["far"] == ""


def test_a_race_cannot_choose_another_folder_for_its_documents():
    assert file_name("../../etc/x", "html") == "etc-x.html"
    assert file_name("..", "trace", 2) == "race-2.trace.json"


def test_plain_text_inside_an_element_is_escaped_and_markup_is_not():
    inner = element("b", "<&>")
    assert inner == "<b>&lt;&amp;&gt;</b>"
    assert element("p", inner, "<", title='"') == '<p title="&quot;"><b>&lt;&amp;&gt;</b>&lt;</p>'
    assert isinstance(inner, Markup)
    assert visible("a\u202eb\x00") == "a\\u202eb\\u0000"
