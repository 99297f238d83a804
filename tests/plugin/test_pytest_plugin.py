"""The pytest plugin, as a project of someone else's would use it."""

import os
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

BARE = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
RACE = """\
workload: {use: sleep, items: 6, settings: {seconds: 0.01}}
lanes: [sequential, {threads: {workers: 6}}]
rounds: 1
expect:
  - threads.wall < 10s
  - threads.wall > 10s
  - threads.speedup > 1000
  - same_results
"""


@pytest.fixture
def project(pytester):
    pytester.makefile(".race.yaml", quick=RACE)
    pytester.makepyfile("def test_nothing(): pass")
    return pytester


@pytest.fixture
def run(project):
    """Run pytest in a process of its own, with warnings as errors and no other plugins."""

    def run(*args):
        command = [sys.executable, "-m", "pytest", "-p", "gilrace.pytest_plugin", "-W", "error", *args]
        done = subprocess.run(
            command, cwd=project.path, env=BARE, capture_output=True, text=True, timeout=100, check=False
        )
        return done.returncode, done.stdout + done.stderr

    return run


def test_it_does_nothing_unless_asked(run):
    code, said = run()
    assert code == 0
    assert "1 passed" in said
    assert "quick" not in said


def test_every_expectation_is_a_test_of_its_own_and_a_miss_is_told_in_a_sentence(run):
    code, said = run("--gilrace", "-rA")
    assert code == 1
    assert "PASSED quick.race.yaml::threads.wall < 10s" in said
    assert "PASSED quick.race.yaml::same_results" in said
    assert "PASSED quick.race.yaml::runs to its end" in said
    assert "  wall " in said
    assert "measured otherwise" in said
    assert "Traceback" not in said


def test_a_single_expectation_can_be_chosen_with_k(run):
    code, said = run("--gilrace", "-k", "same_results", "-v")
    assert code == 0
    assert "1 passed" in said
    assert "5 deselected" in said


def test_the_report_for_ci_has_every_expectation_with_what_was_measured(run, project):
    run("--gilrace", "--junitxml=report.xml")
    cases = {case.get("name"): case for case in ET.parse(project.path / "report.xml").iter("testcase")}
    measured = cases["threads.wall < 10s"].find("properties/property")
    assert measured is not None
    assert measured.get("value").startswith("wall ")
    assert cases["threads.wall > 10s"].find("failure") is not None


def test_workers_of_xdist_share_one_race(run, project):
    pytest.importorskip("xdist", reason="pytest-xdist is not installed")
    (project.path / "count.py").write_text(
        "from pathlib import Path\n"
        "def items():\n"
        "    with Path(__file__).with_name('made').open('a') as file: file.write('x')\n"
        "    return [1, 2]\n"
        "def double(item): return 2 * item\n"
    )
    (project.path / "quick.race.yaml").write_text(
        "workload: {use: './count.py:double', items: {call: './count.py:items'}}\n"
        "lanes: [sequential]\nrounds: 1\n"
        "expect: [sequential.wall < 9s, sequential.errors == 0, sequential.cpu < 9s, same_results]\n"
    )
    code, said = run("-p", "xdist", "--gilrace", "-n", "2")
    assert code == 0, said
    assert "6 passed" in said
    assert (project.path / "made").read_text() == "xx"  # once to count the items, once in the only heat


def test_what_cannot_be_decided_is_skipped_with_its_reason_and_fails_when_strict(run, project):
    (project.path / "quick.race.yaml").write_text(
        RACE.split("expect:", maxsplit=1)[0] + "expect: [needs: {cores: 4000}, threads.speedup > 1]\n"
    )
    code, said = run("--gilrace", "-rs")
    assert code == 0
    assert "needs 4000 cores" in said


def test_a_broken_scenario_is_an_error_with_its_line(run, project):
    (project.path / "quick.race.yaml").write_text("workload: {use: primes}\nlanez: [threads]\n")
    code, said = run("--gilrace")
    assert code == 2
    assert "quick.race.yaml:2:1: unknown key 'lanez'" in said


def test_folders_listed_in_the_ini_file_are_collected_whatever_their_names(run, project):
    (project.path / "races").mkdir()
    (project.path / "races" / "other.yaml").write_text(RACE.replace("threads.wall > 10s", "same_results"))
    (project.path / "pytest.ini").write_text("[pytest]\ngilrace = true\ngilrace_paths = races\n")
    code, said = run("--collect-only", "-q")
    assert code == 0
    assert "races/other.yaml::same_results" in said


def test_the_plugin_imports_nothing_heavy_when_pytest_starts():
    program = (
        "import sys, gilrace.pytest_plugin;"
        "print([n for n in ('pydantic', 'ruamel.yaml', 'textual', 'rich', 'psutil', 'gilrace.race')"
        " if n in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_installing_gilrace_registers_the_plugin():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"gilrace": "gilrace.pytest_plugin"}


def test_a_demo_of_the_lab_is_a_test_as_well(run, project):
    (project.path / "bug.race.yaml").write_text(
        "demo: {use: lost_update, within: 200ms}\n"
        "expect: [explore.unguarded.failing == 4, explore.guarded.failing > 0]\n"
    )
    code, said = run("--gilrace", "-rA", "bug.race.yaml")
    assert code == 1
    assert "PASSED bug.race.yaml::explore.unguarded.failing == 4" in said
    assert "FAILED bug.race.yaml::explore.guarded.failing > 0" in said
