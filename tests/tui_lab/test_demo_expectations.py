"""What demo scenarios expect: planned, judged, and run headless."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from lab_worlds import BANK, LOCKS, stuck_report

from gilrace.analysis.demo_expect import DemoResults, check_demo, plan
from gilrace.cli.run_cmd import command
from gilrace.lab.demos import NAMES, load
from gilrace.lab.explore.explorer import explore
from gilrace.lab.wild.result import WildResult
from gilrace.scenario import built_in, check
from gilrace.scenario.expect import Expectation, Needs, sentence
from gilrace.scenario.spec import Demo, Scenario


def scenario(*expected, guard="off", mode="wild", file=BANK):
    forms = tuple(Expectation(text, sentence(text, (), demo=True, guard=guard)) for text in expected)
    return Scenario("x", "X", Path("x.yaml"), demo=Demo(file, guard=guard, mode=mode), expect=forms)


def seen(**values):
    return WildResult(
        **(
            {
                "demo": "x",
                "guard": "",
                "reason": "time",
                "sentence": "over",
                "workers": "threads",
                "actors": 2,
            }
            | values
        )
    )


def judged(text, wild=None, explored=None, **more):
    results = DemoResults(load(BANK), wild or {}, explored or {})
    (outcome,) = check_demo(scenario(text, **more), results, 2)
    return outcome


@pytest.mark.parametrize(
    ("expected", "how", "wild", "explored"),
    [
        ((), {}, ("",), ()),
        ((), {"guard": "on"}, ("lock",), ()),
        ((), {"guard": "both"}, ("", "lock"), ()),
        ((), {"mode": "explore"}, (), ("",)),
        (("guarded.violations == 0",), {}, ("", "lock"), ()),
        (("explore.guarded.failing == 0",), {}, ("",), ("lock",)),
        (("explore.unguarded.failing > 0", "deadlock.detected < 1s"), {}, ("",), ("",)),
    ],
)
def test_what_is_run_is_what_was_asked_for_and_what_is_expected(expected, how, wild, explored):
    assert plan(scenario(*expected, **how), load(BANK)) == (wild, explored)


def test_violations_pass_and_fail_by_what_was_seen():
    assert judged("unguarded.violations > 0", {"": seen(violations=3, operations=1000)}).status == "pass"
    none = judged("unguarded.violations > 0", {"": seen(operations=1000)})
    assert (none.status, none.measured) == ("fail", "0 in 1 000 operations")
    assert judged("guarded.violations == 0", {"lock": seen(operations=9)}).status == "pass"
    assert judged("guarded.violations == 0", {"lock": seen(violations=1, operations=9)}).status == "fail"


def test_a_bug_that_did_not_show_is_undecided_where_exploring_shows_that_it_is_there():
    outcome = judged("unguarded.violations > 0", {"": seen(operations=10)}, {"": explore(load(BANK))})
    assert outcome.status == "inconclusive"
    assert "exploring shows that it can fail" in outcome.reason
    proved = explore(load(BANK), guard="lock")
    assert judged("unguarded.violations > 0", {"": seen(operations=10)}, {"": proved}).status == "fail"


def test_getting_stuck_is_a_violation_and_its_naming_is_timed():
    stuck = {"": seen(stuck=(stuck_report(),))}
    assert judged("unguarded.violations == 1", stuck).status == "pass"
    assert judged("deadlock.detected < 100ms", stuck).status == "pass"
    assert judged("deadlock.detected < 5ms", stuck).status == "fail"
    assert judged("deadlock.detected < 100ms", {"": seen()}).status == "fail"


def test_exact_counts_are_judged_exactly():
    explored = {"": explore(load(BANK)), "lock": explore(load(BANK), guard="lock")}
    assert judged("explore.unguarded.failing == 4", {}, explored).status == "pass"
    assert judged("explore.unguarded.failing == 3", {}, explored).status == "fail"
    assert judged("explore.unguarded.interleavings == 6", {}, explored).status == "pass"
    assert judged("explore.guarded.failing == 0", {}, explored).measured == "0 of 2 interleavings"


def test_endless_interleavings_cannot_be_counted_but_can_be_proved_to_fail():
    endless = {"": explore(load("corridor"))}
    assert judged("explore.unguarded.interleavings == 6", {}, endless).status == "inconclusive"
    assert judged("explore.unguarded.failing > 0", {}, endless).status == "pass"


def test_what_was_crashed_stopped_or_not_run_decides_nothing():
    assert judged("unguarded.violations > 0", {"": seen(reason="crashed")}).status == "inconclusive"
    assert judged("unguarded.violations > 0", {"": seen(reason="stopped")}).status == "inconclusive"
    assert judged("unguarded.violations > 0").status == "inconclusive"


def test_needs_that_are_not_met_skip_everything():
    asked = scenario("unguarded.violations > 0")
    asked = replace(asked, expect=(Expectation("needs: cores 64", Needs(cores=64)), *asked.expect))
    outcomes = check_demo(asked, DemoResults(load(BANK), {"": seen()}), 2)
    assert [outcome.status for outcome in outcomes] == ["skipped", "skipped"]
    assert outcomes[0].reason == "needs 64 cores, here are 2"


def run(tmp_path, text, *options):
    path = tmp_path / "little.yaml"
    path.write_text(text)
    return CliRunner().invoke(command, [str(path), *options])


DEMO = f"""
demo: {{use: {LOCKS}, within: 300ms}}
expect:
  - unguarded.violations > 0
  - explore.guarded.failing == 0
"""


@pytest.mark.wild
def test_a_demo_scenario_runs_headless_and_passes(tmp_path):
    ran = run(tmp_path, DEMO)
    assert ran.exit_code == 0, ran.output
    assert "Deadlock: Ann waits for ruler" in ran.stdout
    assert "pass  explore.guarded.failing == 0: 0 of 2 interleavings" in ran.stdout
    assert "really running it, for 0.3 s at most" in ran.stderr
    assert not any(sign in ran.stdout for sign in "┌│└")


@pytest.mark.wild
def test_a_demo_scenario_as_json_is_data_alone_on_stdout(tmp_path):
    ran = run(tmp_path, DEMO, "--json", "-")
    document = json.loads(ran.stdout)
    assert document["demo"]["name"] == "little_locks"
    assert document["wild"][""]["failed"] is True
    assert document["explored"]["order"]["proved"] is True
    assert [one["status"] for one in document["expectations"]] == ["pass", "pass"]


def test_an_expectation_that_fails_is_exit_code_one(tmp_path):
    ran = run(
        tmp_path, f"demo: {{use: {BANK}, mode: explore}}\nexpect: [explore.unguarded.failing == 0]\n", "-q"
    )
    assert ran.exit_code == 1
    assert "FAIL  explore.unguarded.failing == 0: 4 of 6 interleavings" in ran.stdout
    assert ran.stderr == ""


def test_a_file_that_goes_on_for_ever_is_named_instead_of_hanging(tmp_path, monkeypatch):
    monkeypatch.setattr("gilrace.console.demos.PATIENCE_S", 0.5)
    endless = tmp_path / "endless.py"
    endless.write_text(
        Path(BANK).read_text().replace("    balance = account.balance", "    while True: pass", 1)
    )
    ran = run(tmp_path, f"demo: {{use: {endless}, mode: explore}}\n")
    assert "without an end" in str(ran.exception)


def test_an_option_of_races_on_a_demo_is_refused(tmp_path):
    ran = run(tmp_path, f"demo: {{use: {BANK}, mode: explore}}\n", "--rounds", "3")
    assert "--rounds is for races" in str(ran.exception)


def test_every_shipped_demo_has_a_scenario_that_says_both_sides():
    found = [check(path)[0] for path in sorted(built_in().rglob("*.yaml"))]
    shipped = {one.demo.use: one for one in found if one is not None and one.demo is not None}
    assert set(shipped) == set(NAMES)
    for one in shipped.values():
        texts = [expectation.text for expectation in one.expect]
        assert "explore.guarded.failing == 0" in texts, one.name
        assert any(text.startswith("explore.unguarded.failing") for text in texts), one.name
        assert one.teach is not None and one.teach.answer in one.teach.choices
        assert one.teach.story and one.teach.because


@pytest.mark.parametrize("name", NAMES)
def test_what_a_shipped_scenario_expects_of_exploring_is_true(name):
    shipped, problems = check(next(built_in().rglob(f"{name.replace('_', '-')}.yaml")))
    assert not problems
    demo = load(name)
    explored = {guard: explore(demo, guard=guard) for guard in ("", *demo.guard_names)}
    outcomes = check_demo(shipped, DemoResults(demo, {}, explored), 2)
    told = {outcome.text: outcome.status for outcome in outcomes if outcome.text.startswith("explore.")}
    assert set(told.values()) == {"pass"}, told
