"""A demo that is really run on an interpreter it names; skipped where that is not, if the file needs it."""

import pytest
from gilrace_pythons import other_python

from gilrace.console.demos import run_demo
from gilrace.errors import InputError
from gilrace.own.reach import deeds
from gilrace.scenario import load

FILE = "demo: {{use: lost_update_plus, within: 300ms, guard: on, python: '{python}'}}\nexpect:\n{expect}\n"


@pytest.fixture
def scenario(tmp_path):
    def make(python, *expect):
        lines = "\n".join(f"  - {one}" for one in expect)
        (tmp_path / "demo.yaml").write_text(FILE.format(python=python, expect=lines))
        return load(tmp_path / "demo.yaml")

    return make


def test_a_demo_runs_on_the_interpreter_it_names(scenario):
    path = other_python("3.13t")
    ran = run_demo(scenario(path, "needs: {python: '3.13t'}", "guarded.violations == 0"), lambda _: None)
    assert {(result.python[:4], result.gil) for result in ran.results.wild.values()} == {("3.13", False)}
    assert [outcome.status for outcome in ran.outcomes] == ["pass", "pass"]


def test_a_demo_whose_needed_interpreter_is_not_here_is_skipped_and_says_so(scenario):
    said = []
    ran = run_demo(scenario("3.77t", "needs: {python: '3.77t'}", "guarded.violations == 0"), said.append)
    assert {outcome.status for outcome in ran.outcomes} == {"skipped"}
    assert said == ["not run: no interpreter '3.77t' was found"]


def test_a_demo_that_does_not_say_what_it_needs_cannot_be_run_without(scenario):
    with pytest.raises(InputError, match="no interpreter") as caught:
        run_demo(scenario("3.77t", "guarded.violations == 0"), lambda _: None)
    assert "full path" in caught.value.advice


@pytest.mark.parametrize(
    ("python", "asks"), [("/tmp/anything", True), ("3.13t", False), ("python3.12", False)]
)
def test_a_program_named_as_a_demos_interpreter_is_no_more_trusted_than_a_lanes(scenario, python, asks):
    named = [str(deed) for deed in deeds(scenario(python, "guarded.violations == 0"))]
    assert any("/tmp/anything" in deed for deed in named) is asks
