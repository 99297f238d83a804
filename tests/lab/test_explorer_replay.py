"""A schedule is exact: it comes out the same each time, and says where it does not fit."""

from __future__ import annotations

from pathlib import Path

import pytest

from gilrace.errors import InputError
from gilrace.lab.demos import NAMES, load
from gilrace.lab.explore.corpus import Corpus, beside
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.outcome import outcome
from gilrace.lab.explore.play import Stage, stage
from gilrace.lab.explore.replay import known_failure, replay
from gilrace.lab.explore.schedule import spelled


def told(here: Stage, schedule: str) -> object:
    run = replay(here, schedule)
    return spelled(run.events), [event.touches for event in run.events], outcome(run)


def test_a_thousand_replays_are_identical() -> None:
    with stage(load("lost_update", 3)) as here:
        first = told(here, "ABCCBA")
        assert all(told(here, "ABCCBA") == first for _ in range(1000))


@pytest.mark.parametrize("name", NAMES)
def test_every_schedule_found_fails_again_when_replayed(name: str) -> None:
    demo = load(name)
    for failure in explore(demo).tally.failures:
        with stage(demo) as here:
            again = known_failure(here, [failure.schedule])
        assert again is not None
        assert failure.schedule.endswith(")") or again[1].message == failure.message


@pytest.mark.parametrize("name", ["corridor", "aligned_retries", "greedy_holder", "readers_first"])
def test_a_loop_can_be_made_again_and_again(name: str) -> None:
    demo = load(name)
    schedule = explore(demo).tally.failures[0].schedule
    prefix, turn = schedule.rstrip(")").split("(")
    with stage(demo) as here:
        run = replay(here, prefix + 10 * turn)
    assert run.cut
    assert len(run.stuck()) > 1


def test_a_schedule_of_the_gil_model_replays_in_the_free_model() -> None:
    demo = load("overdraft")
    schedule = explore(demo, model="gil").tally.failures[0].schedule
    with stage(demo, "free") as here:
        assert outcome(replay(here, schedule)).kind == "invariant"


def test_a_schedule_that_moves_a_blocked_actor_says_at_which_step() -> None:
    with (
        stage(load("lock_order")) as here,
        pytest.raises(InputError, match="step 3 moves B, but Bob is blocked"),
    ):
        replay(here, "AAB")


@pytest.mark.parametrize(
    ("name", "schedule", "words"),
    [
        ("lost_update", "ABBAA", "step 5 of ABBAA is one too many: all have ended there"),
        ("lock_order", "ABA", "step 3 of ABA is one too many: nobody can move there"),
    ],
)
def test_a_schedule_that_goes_on_after_the_end_is_told_so(name: str, schedule: str, words: str) -> None:
    with stage(load(name)) as here, pytest.raises(InputError, match=words):
        replay(here, schedule)


def test_a_switch_inside_of_what_a_gil_keeps_whole_is_told_so() -> None:
    with (
        stage(load("lost_update_plus"), "gil") as here,
        pytest.raises(InputError, match="is AA, not AB") as no,
    ):
        replay(here, "ABBA")
    assert "with a GIL" in no.value.advice


def test_a_timer_must_be_written_small() -> None:
    with stage(load("lock_order").guarded("timeout")) as here:
        assert spelled(replay(here, "ABb").events) == "ABb"
        with pytest.raises(InputError, match="step 3"):
            replay(here, "ABBB")


@pytest.mark.parametrize(("text", "words"), [("AB?", "no schedule"), ("AC", "moves C, but there are 2")])
def test_what_is_no_schedule_is_explained(text: str, words: str) -> None:
    with stage(load("lock_order")) as here, pytest.raises(InputError, match=words):
        replay(here, text)


def test_a_corpus_remembers_failing_schedules_newest_first(tmp_path: Path) -> None:
    corpus = Corpus(beside(str(tmp_path / "my_demo.py")))
    assert corpus.schedules("counter") == ()
    corpus.remember("counter", "", "free", ("ABBA",))
    corpus.remember("counter", "", "free", ("BAAB", "ABBA"))
    assert Corpus(tmp_path / "my_demo.schedules.json").schedules("counter") == ("BAAB", "ABBA")
    assert corpus.schedules("counter", "lock") == ()


def test_a_corpus_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "x.schedules.json"
    path.write_text("[", encoding="utf-8")
    with pytest.raises(InputError, match="holds no schedules"):
        Corpus(path).schedules("counter")
