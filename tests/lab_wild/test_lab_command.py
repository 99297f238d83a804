"""``gilrace lab``: sentences, JSON and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gilrace.cli.lab_cmd import command
from gilrace.errors import InputError

pytestmark = pytest.mark.wild


def lab(*words: str) -> Result:
    return CliRunner().invoke(command, list(words))


def test_a_failure_is_a_result_told_in_sentences() -> None:
    result = lab("lock-order")
    assert result.exit_code == 0
    assert "Deadlock: Ann waits for ruler, which Bob holds" in result.output
    assert "┌─▶ Ann" in result.output


def test_json_has_the_witness_the_rate_and_the_totals() -> None:
    told = json.loads(lab("lost-update", "--within", "5s", "--json").output)
    assert told["failed"] is True
    assert told["witness"]["failure"] == "invariant"
    assert told["violations_per_million"] > 0


def test_json_of_a_deadlock_has_members_with_places_and_the_graph() -> None:
    told = json.loads(lab("lock-order", "--json", "--recover", "abort").output)
    (report, *_) = told["stuck"]
    assert {edge["tool"] for edge in report["edges"]} == {"pen", "ruler"}
    assert all(member["stack"][0]["line"] > 0 for member in report["members"])
    assert told["recovered"][0]["choice"] == "abort"


def test_a_guarded_demo_says_that_nothing_failed() -> None:
    result = lab("overdraft", "--guard", "on", "--within", "100ms", "--actors", "3")
    assert result.exit_code == 0
    assert "Nothing failed in" in result.output
    assert "by 3 threads" in result.output


def test_without_a_demo_all_are_listed_with_their_guards() -> None:
    assert "lock_order" in lab().output
    assert "Guards: order, timeout." in lab().output


@pytest.mark.parametrize(
    "words",
    [("no_such_demo",), ("lost_update", "--guard", "x"), ("lost_update", "--within", "soon"), ("./no.py",)],
)
def test_bad_input_is_an_input_error_which_means_exit_code_2(words: tuple[str, ...]) -> None:
    error = lab(*words).exception
    assert isinstance(error, InputError)
    assert error.exit_code == 2
    assert error.advice


def test_a_crash_is_exit_code_4(tmp_path: Path) -> None:
    demo = tmp_path / "crash.py"
    demo.write_text(
        "import os, signal\n"
        "from gilrace.lab.demo import Actor, Demo\n"
        "def die(world):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
        "def demo():\n"
        "    ann = Actor('Ann', die)\n"
        "    return Demo('crash', 'C', 'C.', (ann,), lambda env: 0, lambda w, n: None, (), ())\n"
    )
    result = lab(str(demo))
    assert result.exit_code == 4
    assert "ended by signal 9" in result.output
