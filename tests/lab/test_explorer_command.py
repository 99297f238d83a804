"""`gilrace explore` in sentences and in JSON, also for a file of one's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from gilrace.cli.explore_cmd import command
from gilrace.errors import InputError
from gilrace.lab.demos import NAMES, load

OWN = """
from gilrace.lab.demo import Actor, Demo

class Door:
    open = False

def setup(env):
    return env.share(Door(), "door")

def enter(door):
    if not door.open:
        door.open = True

def check(door, runs):
    assert not door.open, "somebody left the door open"

def demo():
    return Demo("door", "Door", "Ann enters.", (Actor("Ann", enter),), setup, check, (), ("invariant",))
"""


def said(*arguments: str) -> str:
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_it_says_how_many_fail_and_tells_the_shortest() -> None:
    lines = said("lost_update_plus").splitlines()
    assert "lost_update_plus without a guard: 4 of 6 interleavings fail (66.7 %)." in lines
    assert any("Schedule ABBA; fewest possible: 1 preemption." in line for line in lines)
    assert any(line.startswith("  2. B Bob reads counter.value: 0") for line in lines)
    assert lines[-2].endswith("switched only where a GIL can: 0 of 2 interleavings fail.")
    assert lines[-1].startswith("It can fail only without a GIL")


def test_a_guard_is_called_proved() -> None:
    assert "Proved: no interleaving fails." in said("lock_order", "--guard", "order")


def test_where_a_gil_changes_nothing_it_says_so() -> None:
    lines = said("process_value", "--model", "gil").splitlines()
    assert "process_value without a guard: 4 of 6 interleavings fail (66.7 %)." in lines
    assert "Processes share no GIL: a switch can come at any step, so this is as without one." in lines
    tasks = json.loads(said("async_lost_update", "--model", "gil", "--json"))
    assert tasks["remark"].startswith("Tasks take turns only where one awaits")
    assert json.loads(said("lost_update", "--model", "gil", "--json"))["remark"] == ""


def test_replay_prints_each_step() -> None:
    assert said("lost_update", "--replay", "ABBA").splitlines()[-1].startswith("invariant: 2 deposits")


def test_json_has_the_counts() -> None:
    record = json.loads(said("dining", "--actors", "5", "--json"))
    assert (record["failing"], record["interleavings"]) == (120, 66_468_720)
    story = json.loads(said("lost_update", "--replay", "AB", "--json"))
    assert len(story["moments"]) == 3


def test_without_a_demo_it_lists_all() -> None:
    assert len(said().splitlines()) == len(NAMES)


def test_a_file_of_ones_own_is_explored_and_its_failures_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "door.py"
    path.write_text(OWN, encoding="utf-8")
    assert "somebody left the door open" in said(str(path))
    assert "A schedule that failed before still fails: AA." in said(str(path))
    assert json.loads(said(str(path), "--json"))["still_fails"] == "AA"
    path.write_text(OWN.replace("= True", "= False"), encoding="utf-8")
    assert json.loads(said(str(path), "--json"))["still_fails"] == ""


def test_where_nothing_can_be_kept_it_is_explored_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "door.py"
    path.write_text(OWN, encoding="utf-8")
    (tmp_path / "door.schedules.new").mkdir()  # where it would be written first
    result = CliRunner().invoke(command, [str(path)], catch_exceptions=False)
    assert "somebody left the door open" in result.stdout
    assert "what failed cannot be kept" in result.stderr


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("x =", "cannot be loaded: SyntaxError"),
        ("x = 1", "no function demo"),
        ("def demo(): return 1", "returned int"),
        ("def demo(): return 1 / 0", "failed: ZeroDivisionError"),
    ],
)
def test_an_unusable_file_says_what_is_wrong(tmp_path: Path, source: str, words: str) -> None:
    path = tmp_path / "mine.py"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load(str(path))


def test_a_misspelt_demo_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean lost_update"):
        load("lost-updat")
    with pytest.raises(InputError, match="fixed number"):
        load("lock_order", 3)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--seed", "3"), "add --bound pct"),
        (("--bound", "2", "--seed", "3"), "add --bound pct"),
        (("--plays", "50"), "add --bound 2"),
        (("--bound", "few"), "--bound few is not understood"),
    ],
)
def test_an_option_that_would_change_nothing_is_not_taken_silently(
    options: tuple[str, ...], words: str
) -> None:
    with pytest.raises(InputError) as refused:
        CliRunner().invoke(command, ["lost_update", *options], catch_exceptions=False)
    assert words in f"{refused.value} {refused.value.advice}"
