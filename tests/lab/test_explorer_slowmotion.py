"""A body executed instruction by instruction: what it read and wrote, and where somebody may come in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from tables import Counter, counting, setup, three_rounds

from gilrace.cli.explore_cmd import command
from gilrace.errors import InputError
from gilrace.lab.demo import Actor, Demo
from gilrace.lab.demos import load, lost_update
from gilrace.lab.demos.lost_update_plus import increment
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.microscope import has_gil
from gilrace.lab.explore.slowmotion import SlowMotion, in_slow_motion
from gilrace.lab.explore.slowwords import slow_sentences


def did(shown: SlowMotion) -> list[tuple[str, str, str | None]]:
    return [(mark.verb, mark.object, mark.value) for tick in shown.ticks for mark in tick.marks]


def test_one_plus_equals_is_told_with_the_values_on_the_way() -> None:
    shown = in_slow_motion(load("lost_update_plus"), line=increment.__code__.co_firstlineno + 1)
    assert did(shown) == [("read", "counter.value", "0"), ("write", "counter.value", "1")]
    at = {tick.instruction.name: [mark.verb for mark in tick.marks] for tick in shown.ticks}
    assert at["LOAD_ATTR"] == ["read"]
    assert at["BINARY_OP"] == []
    assert at["STORE_ATTR"] == ["write"]
    assert [tick.switch for tick in shown.ticks] == [not has_gil()] * len(shown.ticks)


@pytest.mark.parametrize(
    "name", ["lost_update", "lost_update_plus", "lost_update_property", "lost_update_dict", "transfer"]
)
def test_a_gap_under_a_gil_is_seen_exactly_where_the_explorer_finds_the_bug_under_a_gil(name: str) -> None:
    demo = load(name)
    gaps = in_slow_motion(demo).gaps
    assert any(gap.gil_switch for gap in gaps) == explore(demo, model="gil").fails
    assert gaps
    assert all(gap.switch for gap in gaps) or has_gil()


def test_every_function_entered_and_every_jump_back_is_a_place_to_switch() -> None:
    shown = in_slow_motion(counting("three rounds", three_rounds, 2, 3))
    switching = [tick.instruction.name for tick in shown.ticks if tick.instruction.switch]
    assert switching[0] == "RESUME"
    assert sum("JUMP_BACKWARD" in name for name in switching) == 3
    assert [value for verb, _, value in did(shown) if verb == "write"] == ["1", "2", "3"]
    assert [(gap.switch, gap.gil_switch) for gap in shown.gaps] == [(not has_gil(), False)] * 3


def test_a_called_function_is_shown_deeper_and_local_variables_with_their_values() -> None:
    shown = in_slow_motion(load("lost_update"))
    inside = [tick for tick in shown.ticks if tick.instruction.place.function == lost_update.add.__name__]
    assert {tick.depth for tick in inside} == {1}
    assert inside[-1].variables == (("balance", "0"), ("amount", "1"))


def test_a_task_can_only_be_left_where_it_awaits() -> None:
    shown = in_slow_motion(load("async_lost_update"))
    assert [tick.instruction.name for tick in shown.ticks if tick.switch] == ["YIELD_VALUE"]
    assert [gap.switch for gap in shown.gaps] == [True]
    assert [gap.switch for gap in in_slow_motion(load("async_lost_update"), guard="no_await").gaps] == [False]


def test_processes_share_no_gil() -> None:
    shown = in_slow_motion(load("process_value"))
    assert all(tick.switch for tick in shown.ticks)
    assert "Between reading total and writing it another process can act." in list(slow_sentences(shown))


def test_a_line_is_told_once_and_a_line_that_is_not_done_is_refused() -> None:
    demo = counting("three rounds", three_rounds, 2, 3)
    line = three_rounds.__code__.co_firstlineno + 2
    assert [verb for verb, _, _ in did(in_slow_motion(demo, line=line))] == ["read", "write"]
    with pytest.raises(InputError, match="does nothing on line 1"):
        in_slow_motion(demo, line=1)


def test_a_body_without_an_end_is_told_up_to_a_bound() -> None:
    def spin(counter: Counter) -> None:
        while True:
            counter.value += 1

    demo = Demo("spin", "s", "s", (Actor("Ann", spin),), setup, lambda world, runs: None, (), ())
    shown = in_slow_motion(demo)
    assert not shown.complete
    assert any(words.startswith("There is more: only the first") for words in slow_sentences(shown))


def said(*arguments: str) -> str:
    return CliRunner().invoke(command, arguments, catch_exceptions=False).output


def test_the_command_tells_it_in_sentences_and_in_json() -> None:
    line = increment.__code__.co_firstlineno + 1
    words = said("lost_update_plus", "--microscope", str(line)).splitlines()
    assert words[2] == f"increment(), line {line}: counter.value += 1"
    assert any("LOAD_ATTR" in one and one.endswith("reads counter.value: 0") for one in words)
    assert words[-1].startswith("Between reading counter.value and writing it this interpreter")
    record: dict[str, Any] = json.loads(said("lost_update_plus", "--json", "--microscope"))
    assert record["gaps"][0]["object"] == "counter.value"
    with pytest.raises(InputError, match="is no line"):
        said("lost_update_plus", "--microscope", "x")


@pytest.mark.parametrize("actor", ["Bob", "bob", "B", "2"])
def test_anybodys_body_can_be_looked_at(actor: str) -> None:
    shown = said("lock_order", "--microscope", "--actor", actor)
    assert shown.startswith("Bob alone, instruction by instruction")
    assert "takes ruler" in shown.partition("takes pen")[0]


def test_an_actor_nobody_knows_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(InputError, match="no actor 'Eve' in lock_order") as error:
        said("lock_order", "--microscope", "--actor", "Eve")
    assert error.value.advice == "choose from Ann, Bob"
    with pytest.raises(InputError, match="whose body the microscope shows"):
        said("lock_order", "--actor", "Bob")
