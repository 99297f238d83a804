"""One race, one JSON document."""

import json
from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.recorded import recorded_outcomes
from gilrace.race.state import RaceState, fold
from gilrace.report import FORMATS


def parsed(state):
    def refuse(name):
        raise AssertionError(f"{name} is not JSON")

    return json.loads(FORMATS["json"].render(state, recorded_outcomes(state)), parse_constant=refuse)


def test_the_document_holds_raw_rounds_verdict_outcomes_and_caveats():
    found = parsed(canned.finished(expect=("processes.speedup > 1.5", {"fastest": "threads"})))
    assert list(found) == [
        "schema",
        "gilrace",
        "race",
        "machine",
        "scenario",
        "lanes",
        "verdict",
        "expectations",
        "outliers",
        "steadiness",
        "caveats",
    ]
    assert found["verdict"]["winner"] == "processes-batch"
    assert found["verdict"]["ranking"][0] == "processes-batch"
    assert [x["status"] for x in found["expectations"]] == ["pass", "fail"]
    assert found["caveats"][0]["code"] == "small-sample"
    threads = found["lanes"][1]
    assert [heat["counted"] for heat in threads["heats"]] == [False, True, True, True]
    assert threads["heats"][1]["metrics"]["gil_wait"] == 0.52
    assert threads["why"]["pattern"] == "gil-bound"
    assert sum(threads["budget"]["parts"].values()) == pytest.approx(threads["budget"]["whole_ns"])
    assert threads["wall_ns"]["low"] < threads["wall_ns"]["value"] < threads["wall_ns"]["high"]


def test_lanes_without_a_rank_have_null_and_a_reason():
    failed = parsed(canned.failed_lane())["lanes"][1]
    assert (failed["rank"], failed["speedup"]) == (None, None)
    assert "SIGSEGV" in failed["reason"]
    assert failed["heats"][0]["detail"].startswith("Fatal Python error")


def test_numbers_that_json_does_not_have_become_null():
    events = canned.finished_events()
    last = max(k for k, e in enumerate(events) if e.kind == "end")
    events[last] = replace(
        events[last], metrics={**events[last].metrics, "odd": float("nan"), "far": float("inf")}
    )
    metrics = parsed(fold(events))["lanes"][-1]["heats"][-1]["metrics"]
    assert metrics["odd"] is metrics["far"] is None


@pytest.mark.parametrize("state", [RaceState(), canned.running(), canned.tie(), canned.disqualified_lane()])
def test_any_state_can_be_rendered(state):
    assert parsed(state)["schema"] == 1
