"""``--python`` on the command line: a race of interpreters, and what it means for the exit code."""

import json

import pytest
from click.testing import CliRunner
from gilrace_pythons import other_python

from gilrace.cli import root

RACE = "workload: {use: primes, items: 4}\nlanes: [sequential, {threads: {workers: 2}}]\nrounds: 1\n"


@pytest.fixture
def run(tmp_path):
    def run(text, *options):
        path = tmp_path / "race.yaml"
        path.write_text(text)
        return CliRunner().invoke(
            root,
            ["run", str(path), "--json", "-", "--quiet", "--no-history", *options],
            catch_exceptions=False,
        )

    return run


def test_every_lane_is_raced_on_every_interpreter_and_a_missing_one_leaves_the_others_alone(run):
    there = other_python("3.13")
    result = run(RACE, "--python", f"{there},9.9")
    told = json.loads(result.stdout)
    assert result.exit_code == 3
    assert {lane["name"]: lane["status"] for lane in told["lanes"]} == {
        "sequential 3.13": "ranked",
        "threads 3.13": "ranked",
        "sequential 9.9": "unable",
        "threads 9.9": "unable",
    }
    heats = [heat for lane in told["lanes"] for heat in lane["heats"] if heat["status"] == "finished"]
    assert {(heat["python"][:4], heat["free_threaded"], heat["gil"]) for heat in heats} == {
        ("3.13", False, True)
    }
    assert [lane["yardstick"] for lane in told["lanes"]] == ["sequential-3-13"] * 2 + ["sequential-9-9"] * 2


def test_a_scenario_that_says_which_python_it_needs_is_skipped_without_it_and_is_no_error(run):
    text = f"{RACE}expect:\n  - needs: {{python: '9.9'}}\n  - threads.speedup > 0\n"
    lanes = "lanes: [sequential, {threads: {workers: 2, python: '9.9'}}]"
    result = run(text.replace("lanes: [sequential, {threads: {workers: 2}}]", lanes))
    assert result.exit_code == 0
    assert {one["status"] for one in json.loads(result.stdout)["expectations"]} == {"skipped"}


def test_a_lane_that_cannot_run_here_is_told_by_the_exit_code_where_nothing_was_said_before(run):
    assert run(RACE.replace("workers: 2", "workers: 2, python: '9.9'")).exit_code == 3


def test_one_of_ones_own_functions_is_raced_on_interpreters_too(tmp_path, monkeypatch):
    threaded = other_python("3.13t")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("def work(x):\n    return x * x\n")
    result = CliRunner().invoke(
        root,
        ["race", "./mine.py:work", "--items", "4", "--lanes", "sequential,threads:2", "--rounds", "1",
         "--python", f"{other_python('3.13')},{threaded}", "--json", "-", "--quiet"],
        catch_exceptions=False,
    )  # fmt: skip
    told = json.loads(result.stdout)
    assert [lane["name"] for lane in told["lanes"]][:2] == ["sequential 3.13", "threads 3.13"]
    assert {heat["gil"] for lane in told["lanes"][2:] for heat in lane["heats"]} == {False}
    assert len({heat["digest"] for lane in told["lanes"] for heat in lane["heats"]}) == 1
