"""The rules of a sweep: who races on, when it is over, and what is chosen."""

import pytest
from sweep_worlds import Played, computing, waiting

from gilrace.sweep.advice import advise
from gilrace.sweep.answer import answer
from gilrace.sweep.candidate import Candidate
from gilrace.sweep.choosing import chosen, held_up, taken
from gilrace.sweep.grid import Grid


def test_work_that_holds_the_gil_takes_as_many_processes_as_cores():
    made = answer(Played(computing).state)
    assert made.chosen.candidate == Candidate("processes", 2)
    assert "2 processes" in made.sentence


def test_waiting_takes_the_simplest_of_those_that_wait_for_all_at_once():
    played = Played(waiting, load=0.02, use="sleep")
    made = answer(played.state)
    assert made.chosen.candidate == Candidate("asyncio", 100)
    equal = Played(lambda one: max(waiting(one), 0.2), load=0.02, use="sleep")
    assert answer(equal.state).chosen.candidate == Candidate("threads", 32)


def test_where_nothing_gains_the_simplest_is_taken():
    made = answer(Played(lambda one: 1.0).state)
    assert made.chosen.candidate == Candidate("sequential")
    assert "one after another" in made.sentence


def test_a_gain_too_small_to_matter_does_not_buy_more_workers():
    def walls(one):
        return 1.0 if one.strategy == "sequential" else 0.98

    made = answer(Played(walls, noise=0.001).state)
    assert made.chosen.candidate == Candidate("sequential")
    assert "2 %" in made.sentence


def test_a_gain_that_matters_does():
    def walls(one):
        return 0.8 if one.strategy == "processes" else 1.0

    made = answer(Played(walls).state)
    assert made.chosen.candidate == Candidate("processes", 1)


def test_rounds_go_to_those_that_may_win():
    played = Played(computing)
    assert played.heats("threads-4") == 1
    assert played.heats("processes-2") >= 3
    assert sum(len(lane.counted) for lane in played.state.lanes) < 0.7 * 3 * len(played.state.lanes)


def test_the_yardstick_and_the_chosen_strategys_curve_get_three_rounds_in_the_end():
    played = Played(computing)
    ids = ("sequential", "processes-1", "processes-2", "processes-4", "processes-8")
    assert [played.heats(lane) >= 3 for lane in ids] == [True] * 5


def test_chunks_of_workers_that_are_far_behind_are_not_tried():
    played = Played(computing)
    assert played.heats("threads-2-by-16") == 0
    assert "far behind" in answer(played.state).row("threads-2-by-16").reason
    assert played.heats("processes-2-by-16") >= 1


def test_many_threads_are_not_tried_where_the_work_computes():
    played = Played(computing)
    assert played.heats("threads-64") == 0
    assert Played(waiting, load=0.02).heats("threads-64") >= 1


def test_a_chunk_that_is_better_than_auto_wins():
    def walls(one):
        return computing(one) * (0.7 if one.chunk == 16 else 1.0)

    assert answer(Played(walls).state).chosen.candidate == Candidate("processes", 2, 16)


def test_the_time_budget_ends_it_and_what_was_not_tried_is_told():
    played = Played(computing, budget_s=5.0)
    assert played.seconds < 5.0 + 2.1
    made = answer(played.state)
    assert made.chosen is not None
    assert any("the time was up before" in doubt for doubt in made.doubts)


def test_other_results_than_the_yardsticks_disqualify_however_fast():
    wrong = {"processes_2": {"digest": "0bad" * 16}}
    made = answer(Played(computing, **wrong).state)
    assert made.row("processes-2").status == "disqualified"
    assert made.chosen.candidate != Candidate("processes", 2)


def test_a_candidate_that_crashes_drops_out_with_its_reason():
    made = answer(Played(computing, processes_2={"status": "crashed", "reason": "killed by signal 9"}).state)
    assert made.row("processes-2").status == "failed"
    assert made.row("processes-2").reason == "killed by signal 9"
    assert made.chosen.candidate == Candidate("processes", 4)


def test_nothing_that_finishes_is_told_plainly():
    played = Played(
        computing,
        grid=Grid(strategies=("threads",), workers=(2,), chunks=(None,)),
        sequential={"status": "failed", "reason": "no"},
        threads_2={"status": "failed", "reason": "no"},
    )
    made = answer(played.state)
    assert made.chosen is None
    assert "no candidate finished" in made.sentence


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(
    ("walls", "load", "strategies"),
    [
        (computing, 0.99, {"processes"}),
        (waiting, 0.02, {"threads", "asyncio"}),
        (
            lambda one: computing(one) if one.strategy != "threads" else computing(one) / 1.8,
            0.99,
            {"threads", "processes"},
        ),
    ],
)
def test_five_percent_of_noise_does_not_change_the_strategy(walls, load, strategies, seed):
    made = answer(Played(walls, load=load, noise=0.05, seed=seed, use="sleep").state)
    assert made.chosen.candidate.strategy in strategies


def test_the_answer_before_anything_was_measured_is_valid_to_show():
    from gilrace.race.state import RaceState

    made = answer(RaceState())
    assert (made.rows, made.chosen, made.curve) == ((), None, None)


def test_one_round_on_a_busy_machine_does_not_prove_more_workers():
    def walls(one):
        return 0.5 if one.strategy == "processes" else 1.0

    busy = {"sequential": {"foreign": 1.8}, "processes_2": {"foreign": 1.8}}
    few = {"grid": Grid(("processes",), (2,), (None,)), "budget_s": 1.2}
    assert answer(Played(walls, **few).state).chosen.candidate == Candidate("processes", 2)
    made = answer(Played(walls, **few, **busy).state)
    assert made.chosen.candidate == Candidate("sequential")
    assert "Too close to call" in made.sentence
    assert any("other programs" in doubt for doubt in made.doubts)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("budget_s", [3.0, 9.0, 40.0])
def test_nothing_slower_than_the_yardstick_is_ever_advised(seed, budget_s):
    made = answer(Played(lambda one: 1.0, noise=0.3, seed=seed, budget_s=budget_s).state)
    assert made.chosen.candidate == Candidate("sequential") or made.chosen.speedup.value > 1.0


def test_a_busy_machine_is_no_doubt_about_who_only_sleeps():
    def walls(one):
        return 0.5 if one.strategy == "threads" else 1.0

    busy = {"sequential": {"foreign": 1.8}, "threads_2": {"foreign": 1.8}}
    few = {"grid": Grid(("threads",), (2,), (None,)), "budget_s": 1.2}
    assert answer(Played(walls, load=0.01, **few, **busy).state).chosen.candidate == Candidate("threads", 2)


PAIR = Grid(("processes",), (2,), (None,))


def beside(others, queued, processes_s):
    """Sequential, a second long, and two processes beside others that take so many cores."""

    def walls(one):
        return processes_s if one.strategy == "processes" else 1.0

    fates = {
        "sequential": {"foreign": others},
        "processes_2": {"foreign": others, "queued": queued},
    }
    return answer(Played(walls, grid=PAIR, **fates).state)


def test_processes_that_other_programs_held_up_are_not_called_slower():
    """Three rounds and more of proof, all of it taken beside a program that computes."""
    quiet = beside(0.0, 0.0, 1.3)
    assert quiet.choice.tied == ("sequential",)
    made = beside(1.0, 1.0, 1.3)
    assert made.choice.tied == ("sequential", "processes-2")
    assert "Too close to call with processes ×2" in made.sentence
    assert any("other programs" in doubt for doubt in made.doubts)


def test_processes_that_win_even_so_are_advised():
    assert beside(1.0, 1.0, 0.7).chosen.candidate == Candidate("processes", 2)


def test_who_is_slower_by_more_than_others_took_is_called_slower():
    assert beside(0.2, 0.2, 1.6).choice.tied == ("sequential",)


def test_workers_that_queue_for_each_other_were_not_held_up():
    """Sixteen processes on two cores are ready without one, with nobody else there."""
    assert beside(0.02, 1.6, 1.3).choice.tied == ("sequential",)


def test_heats_too_short_to_be_looked_at_twice_are_as_disturbed_as_the_others():
    played = Played(computing, grid=PAIR, sequential={"foreign": 1.0}, processes_2={"queued": 1.0})
    lane = played.state.lane("processes-2")
    for heat in lane.counted:
        del heat.metrics["foreign"]
    assert taken(played.state, lane) == 0.5
    assert held_up(played.state, lane) == pytest.approx(2.0, abs=0.1)


def faster(one):
    return 0.7 if one.strategy == "processes" else 1.0


@pytest.mark.parametrize("budget_s", [3.0, 4.9])
def test_who_had_no_time_for_the_last_round_is_not_taken_for_a_loser(budget_s):
    """The yardstick goes first: its last round is one that the others never had."""
    played = Played(faster, grid=PAIR, budget_s=budget_s)
    assert played.heats("sequential") == played.heats("processes-2") + 1
    assert answer(played.state).chosen.candidate == Candidate("processes", 2)


def test_strategies_that_there_was_no_time_for_are_named_and_nothing_is_clear():
    played = Played(computing, budget_s=1.9)
    told = answer(played.state).sentence
    assert told.startswith("Only one after another was measured: ")
    assert told.endswith(". There was no time for processes and threads.")
    assert advise(played.state).sure == "tie"
    enough = Played(faster, grid=PAIR)
    assert answer(enough.state).untried == ()
    assert "no time" not in answer(enough.state).sentence
    assert advise(enough.state).sure == "clear"


def test_who_left_as_a_loser_does_not_come_back_when_the_time_is_up():
    played = Played(computing, budget_s=30.0)
    assert not {"threads-2", "threads-4"} & set(answer(played.state).choice.tied)


def test_an_unsteady_machine_widens_what_few_rounds_assume():
    played = Played(faster, grid=PAIR, budget_s=3.9)
    assert chosen(played.state, played.sweep.candidates).clear
    for lane in played.state.lanes:
        for k, heat in enumerate(lane.past):
            heat.metrics["reference_ns"] = (1e6, 1.4e6)[k % 2]
    assert chosen(played.state, played.sweep.candidates).tied == ("processes-2", "sequential")
