"""Who wins, who is tied, who is out."""

from dataclasses import replace

import gilrace_canned as canned
import pytest

from gilrace.analysis.caveats import CAVEATS, caveat
from gilrace.analysis.verdict import judge
from gilrace.race.state import RaceState, fold


def by_lane(verdict):
    return {s.lane.id: s for s in verdict.standings}


def test_the_fastest_lane_wins_with_its_time_and_its_gain():
    verdict = judge(canned.finished())
    assert verdict.headline == "B procs×batch wins: 4.18 s, 1.93 times sequential"
    assert verdict.winner.id == "processes-batch"
    assert verdict.confidence.startswith("B procs×batch over P processes: 99 % sure, ahead by between")
    assert verdict.complete


def test_every_lane_gets_a_rank_a_sentence_and_a_reason():
    standings = judge(canned.finished()).standings
    assert [s.lane.letter for s in standings] == ["B", "P", "S", "A", "T"]
    assert [s.rank for s in standings] == [1, 2, 3, 3, 5]
    assert all(s.sentence and s.why.text for s in standings)
    assert standings[-1].sentence.endswith("slower than the yardstick")


def test_warm_ups_do_not_count():
    slow = tuple(replace(p, jitter=(9.0, 1.0, 1.01, 0.99), phase=0) for p in (canned.S, canned.P))
    assert by_lane(judge(canned.finished(lanes=slow)))["processes"].wall.value < 5e9


def test_lanes_that_cross_each_other_have_no_clear_winner():
    verdict = judge(canned.tie())
    assert verdict.winner is None
    assert verdict.headline == "No clear winner: P processes and B procs×batch are too close to call"
    assert "not decided" in verdict.confidence
    assert by_lane(verdict)["processes"].tied_with == ("processes-batch",)
    assert by_lane(verdict)["processes-batch"].tied_with == ("processes",)
    assert [s.rank for s in verdict.standings[:3]] == [1, 1, 3]


def test_a_fast_lane_with_other_results_is_disqualified():
    verdict = judge(canned.disqualified_lane())
    wrong = by_lane(verdict)["processes"]
    assert (wrong.status, wrong.rank) == ("disqualified", 0)
    assert (
        wrong.sentence == "P processes is disqualified: its results differ from the yardstick's (sequential)"
    )
    assert verdict.winner.id == "processes-batch"
    assert wrong.wall.value < verdict.standings[0].wall.value


def test_without_a_yardstick_the_results_of_most_lanes_count():
    dead = replace(canned.S, status="timeout", reason="it took longer than 60 s")
    odd = replace(canned.T, digest="odd" * 20)
    verdict = judge(canned.finished(lanes=(dead, odd, canned.P, canned.A, canned.B)))
    lanes = by_lane(verdict)
    assert lanes["threads"].reason == "its results differ from most lanes'"
    assert lanes["sequential"].sentence == "S sequential has no time: it took longer than 60 s"
    assert lanes["processes"].speedup is None
    assert verdict.headline == "B procs×batch wins: 4.18 s"
    assert "no-yardstick" in verdict.caveats


def test_two_lanes_that_disagree_without_a_yardstick_are_ranked_but_told_unchecked():
    dead = replace(canned.S, status="failed", reason="boom")
    odd = replace(canned.T, digest="odd" * 20)
    verdict = judge(canned.finished(lanes=(dead, odd, canned.P)))
    assert len(verdict.ranked) == 2
    assert "results-unchecked" in verdict.caveats


def test_a_lane_whose_results_change_from_round_to_round_is_out():
    events = canned.finished_events()
    last = max(k for k, e in enumerate(events) if e.kind == "end" and e.heat % 5 == 1)
    events[last] = replace(events[last], digest="other")
    verdict = judge(fold(events))
    assert by_lane(verdict)["threads"].reason == "its results differ from round to round"
    assert "results-vary" in verdict.caveats


def test_a_crashed_lane_tells_its_reason_and_the_others_are_ranked():
    verdict = judge(canned.failed_lane())
    assert by_lane(verdict)["threads"].status == "failed"
    assert "SIGSEGV" in by_lane(verdict)["threads"].sentence
    assert len(verdict.ranked) == 4


def test_while_the_race_runs_somebody_leads_and_nobody_wins():
    verdict = judge(canned.running())
    assert verdict.headline == "P processes leads: 4.48 s, 1.79 times sequential"
    assert not verdict.complete
    assert "few-rounds" in verdict.caveats
    assert by_lane(verdict)["asyncio"].status == "waiting"


def test_one_round_is_an_assumption_and_says_so():
    verdict = judge(canned.finished(rounds=1))
    assert verdict.winner is None  # B and P differ by less than a tenth
    assert "a quarter either way is assumed" in verdict.confidence


def test_lanes_that_ran_together_are_not_compared():
    verdict = judge(canned.finished(mode="together"))
    assert verdict.winner is None
    assert not verdict.ranked
    assert all(s.speedup is None and s.wall for s in verdict.standings)
    assert "not comparable" in verdict.headline


def test_a_race_of_nobody_is_valid_to_judge():
    assert judge(RaceState()).headline == "No race yet"
    assert judge(fold(canned.finished_events()[:1])).headline == "No counted heat has ended yet"
    lost = [replace(p, status="failed", reason="no such module") for p in (canned.S, canned.T)]
    assert judge(canned.finished(lanes=tuple(lost))).headline == "No lane has a time"


def test_a_stopped_race_says_it_was_cut_short():
    assert "cut-short" in judge(canned.finished(closed="stopped")).caveats


@pytest.mark.parametrize("code", [*CAVEATS, "from-the-future"])
def test_every_caveat_has_words(code):
    assert caveat(code).text


def test_a_noisy_host_and_too_many_workers_are_told():
    crowd = replace(canned.P, info=replace(canned.P.info, workers=8), foreign=0.3)
    assert {"noisy-host", "more-workers-than-cores"} <= set(
        judge(canned.finished(lanes=(canned.S, crowd))).caveats
    )


def test_threads_that_computed_unseen_are_told():
    blind = replace(canned.T, gil_wait=None)
    assert "gil-wait-unseen" in judge(canned.finished(lanes=(canned.S, blind))).caveats
    assert "gil-wait-unseen" not in judge(canned.finished()).caveats


def test_a_wild_lane_is_undecided_in_words_that_fit():
    wild = replace(canned.T, jitter=(1.0, 0.5, 1.6, 1.0), phase=0)
    assert "anything between 0." in judge(canned.finished(lanes=(canned.S, wild))).confidence


def test_nobody_is_called_first_where_nobody_won():
    places = {s.lane.id: s.place for s in judge(canned.tie()).ranked}
    assert places["processes"] == places["processes-batch"] == "tie"
    assert places["sequential"] == places["asyncio"] == "3rd="
    assert [s.place for s in judge(canned.finished()).standings] == ["1st", "2nd", "3rd=", "3rd=", "5th"]
    assert {s.place for s in judge(canned.failed_lane()).standings if s.status != "ranked"} == {""}


def test_what_to_change_is_told_once_for_all_lanes_of_a_pattern():
    verdict = judge(canned.finished())
    letters = [letter for told in verdict.changes.values() for letter in told]
    assert "T" in letters
    assert len(letters) == len(set(letters))
    assert any("processes" in text for text in verdict.changes)
