"""Pass, fail, inconclusive, skipped."""

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.expect import METRICS, check_expectations
from gilrace.analysis.recorded import recorded_outcomes
from gilrace.scenario import expect as forms

RACE = canned.finished()


def status(form, state=RACE):
    (outcome,) = check_expectations([forms.Expectation("as written", form)], state)
    assert outcome.text == "as written"
    assert outcome.status == "pass" or outcome.reason
    return outcome.status


def compare(lane, metric, op, value, state=RACE):
    return status(forms.Compare(lane, metric, op, value), state)


@pytest.mark.parametrize(
    ("lane", "metric", "op", "value", "wanted"),
    [
        ("processes", "speedup", ">", 1.5, "pass"),
        ("processes", "speedup", ">", 1.8, "inconclusive"),
        ("processes", "speedup", ">", 2.5, "fail"),
        ("threads", "speedup", "<", 1.2, "pass"),
        ("sequential", "wall", "<", 10.0, "pass"),
        ("sequential", "wall", "<", 1.0, "fail"),
        ("threads", "gil_wait", ">", 0.3, "pass"),
        ("threads", "cpu_per_wall", "<=", 1.1, "pass"),
        ("processes", "startup", "<", 0.3, "pass"),
        ("processes", "pickle", "<", 0.001, "fail"),
        ("processes", "peak_memory", "<", 50e6, "pass"),
        ("threads", "switches", ">", 1000, "pass"),
        ("sequential", "p99", "<", 0.1, "pass"),
        ("sequential", "p50", "<", 0.001, "fail"),
        ("sequential", "throughput", ">", 20, "pass"),
        ("sequential", "cpu", ">", 5, "pass"),
        ("sequential", "errors", "==", 0, "pass"),
        ("sequential", "errors", "!=", 0, "fail"),
        ("sequential", "errors", ">", 0, "fail"),
    ],
)
def test_a_comparison_is_judged_by_the_whole_interval(lane, metric, op, value, wanted):
    assert compare(lane, metric, op, value) == wanted


def test_every_metric_a_scenario_may_name_can_be_judged():
    assert set(METRICS) == set(forms.METRICS)


def test_the_measured_number_is_told_with_its_interval():
    (outcome,) = check_expectations(
        [forms.Expectation("x", forms.Compare("processes", "speedup", ">", 1.5))], RACE
    )
    assert outcome.measured.startswith("speedup 1.80× (1.7")
    assert outcome.measured.endswith("3 rounds)")


def test_the_fastest_lane_must_be_clearly_ahead():
    assert status(forms.Fastest("processes-batch")) == "pass"
    assert status(forms.Fastest("threads")) == "fail"
    assert status(forms.Fastest("processes"), canned.tie()) == "inconclusive"
    assert status(forms.Fastest("sequential"), canned.tie()) == "fail"


def test_an_order_is_judged_by_the_ratio_of_the_two():
    assert status(forms.Order("processes", "threads")) == "pass"
    assert status(forms.Order("threads", "processes")) == "fail"
    assert status(forms.Order("processes", "processes-batch"), canned.tie()) == "inconclusive"


def test_same_results_fails_on_the_lane_that_differs():
    assert status(forms.SameResults()) == "pass"
    assert status(forms.SameResults(), canned.disqualified_lane()) == "fail"
    assert status(forms.SameResults(), canned.failed_lane()) == "inconclusive"


def test_a_lane_that_crashed_or_was_disqualified_fails_what_is_expected_of_it():
    assert compare("threads", "speedup", "<", 1.2, canned.failed_lane()) == "fail"
    assert compare("processes", "speedup", ">", 1.5, canned.disqualified_lane()) == "fail"


def test_a_lane_that_was_stopped_or_cannot_run_here_is_no_failed_expectation():
    stopped = replace(canned.T, status="stopped", reason="the race was stopped")
    race = canned.finished(lanes=(canned.S, stopped, canned.P))
    assert compare("threads", "speedup", "<", 1.2, race) == "inconclusive"
    assert status(forms.Fastest("processes"), race) == "inconclusive"
    absent = replace(
        canned.T, status="failed", reason="there is no python3.99t", caveats=("cannot-run-here",)
    )
    race = canned.finished(lanes=(canned.S, absent, canned.P))
    assert compare("threads", "speedup", "<", 1.2, race) == "skipped"
    assert status(forms.Fastest("processes"), race) == "pass"
    assert status(forms.SameResults(), race) == "pass"


def test_a_lane_that_has_not_run_is_inconclusive():
    assert compare("asyncio", "wall", "<", 100, canned.running()) == "inconclusive"
    assert status(forms.Fastest("processes"), canned.running()) == "inconclusive"


def test_one_round_assumes_a_quarter_between_lanes():
    once = canned.finished(rounds=1)
    assert compare("processes", "speedup", ">", 1.4, once) == "pass"
    assert compare("processes", "speedup", ">", 1.5, once) == "inconclusive"
    assert compare("sequential", "errors", "==", 0, once) == "pass"


def test_what_was_not_measured_is_inconclusive():
    blind = canned.finished(lanes=(canned.S, replace(canned.T, gil_wait=None)))
    assert compare("threads", "gil_wait", ">", 0.3, blind) == "inconclusive"


def test_lanes_that_ran_together_are_not_compared():
    together = canned.finished(mode="together")
    assert status(forms.Fastest("processes-batch"), together) == "inconclusive"
    assert compare("processes", "speedup", ">", 1.5, together) == "inconclusive"
    assert compare("threads", "gil_wait", ">", 0.3, together) == "pass"


@pytest.mark.parametrize(
    ("needs", "met"),
    [
        (forms.Needs(cores=2), True),
        (forms.Needs(cores=16), False),
        (forms.Needs(files=4096), True),
        (forms.Needs(files=4097), False),
        (forms.Needs(python="3.11"), True),
        (forms.Needs(python=">=3.99"), False),
        (forms.Needs(python="python3.13t"), False),
        (forms.Needs(packages=("json",)), True),
        (forms.Needs(packages=("no_such_package_here",)), False),
    ],
)
def test_unmet_needs_skip_every_expectation_and_say_why(needs, met):
    wanted = [forms.Expectation("n", needs), forms.Expectation("f", forms.Fastest("threads"))]
    outcomes = check_expectations(wanted, RACE)
    assert [o.status for o in outcomes] == (["pass", "fail"] if met else ["skipped", "skipped"])
    assert met or all(o.reason.startswith("needs ") for o in outcomes)


@pytest.mark.parametrize(
    ("machine", "words"),
    [
        ({"cores": 4, "usable_cores": 4, "physical_cores": 4}, ""),
        ({"cores": 4, "usable_cores": 1, "physical_cores": 4}, "needs 2 cores, this race had 1"),
        ({"cores": 2, "usable_cores": 2, "physical_cores": 1}, "this race's 2 are hardware threads of 1"),
    ],
)
def test_cores_are_those_a_quota_and_shared_hardware_leave(machine, words):
    state = canned.finished(machine={**canned.MACHINE, **machine})
    (outcome,) = check_expectations([forms.Expectation("n", forms.Needs(cores=2))], state)
    assert outcome.status == ("skipped" if words else "pass")
    assert words in outcome.reason


def test_a_demo_s_expectation_is_not_judged_by_a_race():
    assert status(forms.DemoCompare("unguarded", "violations", ">", 0)) == "skipped"


def test_a_recording_carries_its_expectations_as_the_file_has_them():
    written = (
        "processes-batch.speedup > 1.5",
        "same_results",
        {"fastest": "procs×batch"},
        {"order": "processes < threads"},
        {"needs": {"cores": 2}},
        "threads.luck > 3",
        {"from": "the future"},
    )
    outcomes = recorded_outcomes(canned.finished(expect=written))
    assert [o.status for o in outcomes] == ["pass"] * 5 + ["skipped"] * 2
    assert outcomes[2].text == "fastest: procs×batch"
    assert outcomes[4].text == "needs: cores 2"
    assert "luck" in outcomes[5].reason


def test_a_recording_without_expectations_has_no_outcomes():
    assert recorded_outcomes(RACE) == ()
