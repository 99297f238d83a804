"""The advice: its words and data on canned sweeps, and its labels on real work."""

import os

import gilrace_canned as canned
import pytest
from advice_corpus import CASES, Case, told
from sweep_worlds import Played, computing

from gilrace.race.state import RaceState
from gilrace.sweep.advice import advise, document, lines
from gilrace.sweep.candidate import Candidate, candidate_of


def test_the_advice_names_the_choice_and_the_evidence_of_every_strategy():
    found = advise(Played(computing).state)
    assert found.candidate == Candidate("processes", 2)
    assert found.work == "work"
    text = "\n".join(lines(found))
    for word in ("processes ×2", "threads", "sequential", "rounds", "Measured:"):
        assert word in text


def test_the_advice_as_data_has_every_key_and_no_infinity():
    told_ = document(advise(Played(computing).state), "code")
    assert told_["strategy"] == "processes"
    assert told_["workers"] == 2
    assert told_["chunk"] == "auto"
    assert told_["sure"] in ("clear", "tie")
    assert told_["snippet"] == "code"
    assert all(isinstance(line, str) for line in told_["evidence"])


def test_any_recorded_race_can_be_asked_for_advice():
    found = advise(canned.finished())
    assert found.candidate == Candidate("processes", 2, 40)
    assert any("GIL" in line for line in found.evidence)


def test_a_disqualified_winner_is_not_advised():
    found = advise(canned.disqualified_lane())
    assert found.candidate.strategy == "processes"
    assert found.candidate.chunk == 40


def test_nothing_measured_is_no_advice():
    found = advise(RaceState())
    assert (found.candidate, found.sure) == (None, "none")
    assert document(found)["strategy"] is None


def test_a_lanes_words_tell_its_chunk():
    assert candidate_of(canned.B.info) == Candidate("processes", 2, 40)
    assert candidate_of(canned.S.info) == Candidate("sequential")


def test_the_corpus_has_every_kind_more_than_once():
    kinds = [case.kind for case in CASES]
    assert len(CASES) >= 20
    assert all(kinds.count(kind) >= 2 for kind in kinds)
    assert len(set(kinds)) == 8


@pytest.mark.parametrize(
    "case", [Case("io", "waits", 24, ("threads",)), Case("tiny-task", "increments", 400, ("sequential",))]
)
def test_what_is_clear_on_any_machine_is_advised_rightly(case):
    assert told(case, 2.5).outcome in ("right", "tie")


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="the labels are for two cores or more")
def test_advice_is_right_or_a_tie_on_95_percent_of_the_corpus():
    outcomes = {case: told(case, 40.0) for case in CASES}
    wrong = [
        f"{one.case.function}: {one.advice.sentence}" for one in outcomes.values() if one.outcome == "wrong"
    ]
    assert len(wrong) <= 0.05 * len(CASES), "\n".join(wrong)
