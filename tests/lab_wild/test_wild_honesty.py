"""A witness is what was really read; take the race out of the source, and nothing is reported."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from gilrace.lab import demos
from gilrace.lab.wild.judging import judge
from gilrace.lab.wild.result import WildResult, sentences
from gilrace.lab.wild.walk import Chunk, Failure, Tally

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo

Run = Callable[..., WildResult]


def chunk(name: str, worlds: list[object], rounds: int = 1) -> Chunk:
    return Chunk(demos.load(name), worlds, rounds, 0)


def tally(*seen: int) -> Tally:
    return Tally(ran=[len(seen)], seen=[list(seen)])


class Account:
    def __init__(self, balance: int) -> None:
        self.balance = balance


def test_a_value_read_by_two_is_the_witness_and_every_doubled_reading_counts() -> None:
    judged = judge(chunk("lost_update", [Account(3)], 3), [tally(0, 1, 2), tally(1, 2)])
    assert judged.violations == 2
    assert judged.witness is not None
    assert judged.witness["sentence"] == "Ann's operation 2 and Bob's operation 1 both had 1 as balance read"
    assert judged.witness["operations"] == [2, 1]


def test_no_doubled_reading_and_a_right_balance_is_no_violation() -> None:
    judged = judge(chunk("lost_update", [Account(4)], 2), [tally(0, 2), tally(1, 3)])
    assert (judged.violations, judged.witness, judged.operations, judged.worlds) == (0, None, 4, 1)


def test_a_world_in_which_a_wait_was_called_off_is_not_judged() -> None:
    called_off = Tally(ran=[1], seen=[[0]], called_off=[0])
    judged = judge(chunk("lost_update", [Account(77)], 2), [called_off, tally(1)])
    assert (judged.worlds, judged.witness) == (0, None)


@pytest.mark.wild
def test_taking_the_race_out_of_the_source_leaves_nothing_to_report(run: Run, tmp_path: Path) -> None:
    source = Path(demos.load("lost_update").file).read_text()
    raced = "    balance = account.balance\n    account.balance = add(balance, 1)\n    return balance\n"
    whole = "    with account.lock:\n" + "".join(f"    {line}\n" for line in raced.splitlines())
    assert source.count(raced) == 1
    mended = tmp_path / "mended.py"
    mended.write_text(source.replace(raced, whole, 1))
    result = run(demos.load(str(mended)), within_s=0.3)
    assert (result.failed, result.violations) == (False, 0)
    assert result.operations > 1000


@pytest.mark.wild
def test_the_pair_in_the_witness_really_read_the_same_value(run: Run) -> None:
    result = run("lost_update")
    assert result.witness is not None
    assert result.witness.value in result.witness.sentence
    assert len(result.witness.operations) == 2
    assert result.violations > 0
    assert result.per_million == pytest.approx(1e6 * result.violations / result.operations)


@pytest.mark.wild
def test_when_nothing_fails_it_says_what_was_tried_and_why_a_gil_hides_it(run: Run) -> None:
    told = sentences(run("lost_update_plus", within_s=0.1), gil_matters=True)
    assert told[0].startswith("Nothing failed in ")
    assert "fresh worlds" in told[0]
    assert told[1].startswith("Tried: a switch between threads as often as every 10 µs")
    assert "by accident" in told[2]


@pytest.mark.wild
def test_an_exception_is_shown_with_who_raised_it_where(run: Run, own: Callable[..., Demo]) -> None:
    demo = own("def fall(world):\n    raise ValueError('lost my way')\n", {"Ann": "fall"})
    result = run(demo)
    assert result.witness is not None
    assert result.witness.sentence == "Ann's operation 1 raised ValueError: lost my way"
    assert "own_demo.py" in result.witness.detail


@pytest.mark.wild
@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("lost_update", "no pause was put anywhere"),
        ("lazy_singleton", "once in 4 bodies that take a lock, a pause of 1 µs"),
        ("async_overdraft", "at every await, and nowhere else"),
        ("process_overdraft", "all processes at once in every world"),
    ],
)
def test_pauses_that_are_put_in_are_admitted(name: str, says: str, run: Run) -> None:
    demo = demos.load(name)
    result = run(demo, demo.guard_names[0], within_s=0.1)
    assert says in next(line for line in sentences(result) if line.startswith("Tried: "))


def test_a_body_that_raised_is_an_operation_and_its_world_has_failed() -> None:
    fell = Tally(ran=[0], seen=[[]], failures=[Failure(0, 0, "ValueError", "")])
    judged = judge(chunk("lost_update", [Account(1)]), [fell, tally(0)])
    assert (judged.operations, judged.violations) == (2, 1)
    assert (judged.worlds, judged.failed_worlds) == (1, 1)


@pytest.mark.wild
def test_slow_bodies_are_judged_within_the_time(run: Run, own: Callable[..., Demo]) -> None:
    body = (
        "def sell(world):\n    value = world.value\n    world.env.sleep(0.02)\n    world.value = value + 1\n"
    )
    check = "None if world.value == runs else f'{world.value} after {runs}'"
    demo = own(body, {"Ann": "sell", "Bob": "sell"}, check=check, repeat=True)
    result = run(demo, within_s=5)
    assert result.witness is not None
    assert result.operations < 200  # of the thousand that a chunk begins with


@pytest.mark.wild
@pytest.mark.parametrize(
    ("body", "check", "where"),
    [
        ("while True: pass", "None", "stay()"),
        ("pass", "sum(iter(int, 1))", "check()"),
    ],
)
def test_where_nothing_comes_to_an_end_the_line_is_named(
    body: str, check: str, where: str, run: Run, own: Callable[..., Demo]
) -> None:
    demo = own(f"def stay(world):\n    {body}\n", {"Ann": "stay"}, check=check)
    told = sentences(run(demo, within_s=0.3))
    assert f"Nothing has come to an end: {where}, line " in told[0]
    assert not any("Nothing failed" in line for line in told)
