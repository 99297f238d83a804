"""Demos as documents: three formats, made of real findings."""

import json
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from gilrace.cli import root


@pytest.fixture
def scenario(tmp_path):
    """Explored only: quick, and the same every time."""
    path = tmp_path / "tiny.yaml"
    path.write_text(
        "title: Two at one till\ndemo: {use: lost_update, actors: 2, mode: explore}\nexpect:\n"
        "  - explore.unguarded.failing == 4\n  - explore.unguarded.interleavings == 7\n"
        "  - explore.guarded.failing == 0\n"
    )
    return path


def call(*args):
    return CliRunner().invoke(root, [str(arg) for arg in args])


def test_a_demo_s_expectations_are_test_cases(scenario, tmp_path):
    out = tmp_path / "demo.xml"
    assert call("run", scenario, "--quiet", "--junit", out).exit_code == 1
    suite = ElementTree.parse(out).getroot().find("testsuite")
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "0")
    (failure,) = suite.iter("failure")
    assert "6" in failure.text
    assert next(case.get("name") for case in suite.iter("testcase")) == "explore.unguarded.failing == 4"


def test_a_demo_as_markdown_tells_what_was_found_and_which_expectations_held(scenario, tmp_path):
    out = tmp_path / "demo.md"
    call("run", scenario, "--quiet", "--markdown", out)
    text = out.read_text()
    assert text.startswith("## Two at one till\n")
    assert "4 of 6 interleavings fail" in text
    assert "| explore.unguarded.interleavings == 7 | ❌ fail |" in text
    assert "Proved: no interleaving fails." in text


def test_a_format_that_demos_do_not_have_is_refused_in_words_and_the_others_are_written(scenario, tmp_path):
    page, out = tmp_path / "demo.html", tmp_path / "demo.json"
    result = call("run", scenario, "--quiet", "--html", page, "--json", out)
    assert "no html of tiny: a demo has json, junit, markdown" in result.stderr
    assert not page.exists()
    assert json.loads(out.read_text())["demo"]["name"] == "lost_update"


def test_a_race_and_a_demo_in_one_call_get_a_document_each(scenario, tmp_path):
    race = tmp_path / "race.yaml"
    race.write_text("workload: {use: sum_squares, items: 4}\nlanes: [sequential]\nrounds: 1\n")
    out = tmp_path / "out"
    call("run", race, scenario, "--quiet", "--no-history", "--no-wait", "--markdown", out, "--html", out)
    assert {path.name for path in out.iterdir()} == {"race.md", "race.html", "tiny.md"}
