"""What the screens draw, in sentences: on canned races."""

from __future__ import annotations

import gilrace_canned as canned
import pytest

from gilrace.analysis.verdict import judge
from gilrace.history.comparing import compare
from gilrace.plain import sentences
from gilrace.race.state import RaceState

DRAWN = set("─│┌┐└┘━╌█▁▂▃▄▅▆▇░▒▓●◌○▶✓✗▲")


def _everything(state: RaceState) -> list[str]:
    verdict = judge(state)
    return [
        *sentences.standings(verdict),
        *sentences.reasons(state, verdict),
        *sentences.changes(verdict),
        *sentences.timeline(state),
        *sentences.on_one_clock(state),
    ]


STATES = {
    "finished": canned.finished(),
    "tie": canned.tie(),
    "failed": canned.failed_lane(),
    "disqualified": canned.disqualified_lane(),
    "running": canned.running("threads"),
    "before": RaceState(),
}


@pytest.mark.parametrize("name", STATES)
def test_nothing_is_drawn_and_no_line_is_empty(name: str) -> None:
    told = _everything(STATES[name])
    assert told
    assert all(line.strip() and "\n" not in line for line in told)
    assert not DRAWN & set("".join(told))


def test_the_order_of_the_podium_is_told() -> None:
    told = list(sentences.standings(judge(canned.finished())))
    assert "wins" in told[0]
    assert next(line for line in told if line.startswith("1st: ")).startswith("1st: procs×batch.")


def test_what_to_change_is_told_with_the_names_of_the_lanes_it_is_for() -> None:
    told = list(sentences.changes(judge(canned.finished())))
    assert any(line.startswith("To change, for threads: ") for line in told)


def test_the_timeline_tells_what_every_worker_did_until_when() -> None:
    told = " ".join(sentences.timeline(canned.finished()))
    assert "sequential, worker 1" in told
    assert "threads, worker 2" in told
    assert "waits for the GIL" in told
    assert "starts up until" in told


def test_a_replay_on_one_clock_names_who_is_ahead_first_and_ends_with_all_finished() -> None:
    told = list(sentences.on_one_clock(canned.finished()))
    assert "Nothing is running now" in told[0]
    assert told[1].index("procs×batch") < told[1].index("threads")
    assert told[-1].count("finished in") == 5


def test_two_races_are_compared_lane_by_lane() -> None:
    found = compare(canned.finished(), canned.finished())
    told = list(sentences.comparison(found))
    assert len([line for line in told if "before" in line and "after" in line]) == 5


def test_before_the_first_heat_ends_there_is_nothing_to_tell() -> None:
    assert "nothing to tell" in next(sentences.timeline(RaceState()))
    assert "nothing to replay" in next(sentences.on_one_clock(RaceState()))
