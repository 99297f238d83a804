"""Two races: faster and slower only beyond the intervals."""

import json
import random
from dataclasses import replace

import gilrace_canned as canned
import pytest
from click.testing import CliRunner

from gilrace import history
from gilrace.analysis.separation import separation_apart
from gilrace.analysis.statistics import Estimate, median_estimate
from gilrace.cli import root
from gilrace.errors import InputError
from gilrace.history.comparing import CLOSE, FASTER, MISSING, SLOWER, compare, judged, ratio_of
from gilrace.history.trend import trends
from gilrace.race.events import to_line


def call(*args):
    return CliRunner().invoke(root, [str(arg) for arg in args])


def recording(path, **changes):
    path.write_text("".join(f"{to_line(event)}\n" for event in canned.finished_events(**changes)))
    return path


SLOWER_P = replace(canned.P, running_s=5.2)


def test_a_lane_that_takes_longer_is_slower_and_the_others_are_too_close_to_call():
    found = compare(canned.finished(), canned.finished(lanes=(canned.S, canned.T, SLOWER_P, canned.A)))
    status = {change.lane.id: change.status for change in found.lanes}
    assert status == {
        "sequential": CLOSE,
        "threads": CLOSE,
        "processes": SLOWER,
        "asyncio": CLOSE,
        "processes-batch": MISSING,
    }
    slower = found.slower[0]
    assert slower.ratio.value == pytest.approx((5.2 + 0.22) / (4.27 + 0.22), rel=0.01)
    assert slower.ratio.low < slower.ratio.value < slower.ratio.high


def test_the_other_way_round_it_is_faster_by_the_inverse():
    there = compare(canned.finished(lanes=(canned.P,)), canned.finished(lanes=(SLOWER_P,))).lanes[0]
    back = compare(canned.finished(lanes=(SLOWER_P,)), canned.finished(lanes=(canned.P,))).lanes[0]
    assert (there.status, back.status) == (SLOWER, FASTER)
    assert back.ratio.value == pytest.approx(1 / there.ratio.value)
    assert (back.ratio.low, back.ratio.high) == pytest.approx((1 / there.ratio.high, 1 / there.ratio.low))


def test_a_tolerance_forgives_small_changes_both_ways():
    ratio = Estimate(1.04, 1.02, 1.06, 6)
    assert judged(ratio) == SLOWER
    assert judged(ratio, 0.05) == CLOSE
    assert judged(Estimate(0.96, 0.955, 0.965, 6), 0.05) == CLOSE


@pytest.mark.parametrize("rounds", [3, 5, 8])
def test_the_interval_of_a_ratio_holds_the_true_one_about_nineteen_times_in_twenty(rounds):
    """Two lanes of equal speed, raced apart, noise of 3 %; 372 is 95 % of 400 less two standard errors."""
    source, held = random.Random(7), 0
    for _ in range(400):
        walls = [[source.lognormvariate(0, 0.03) for _ in range(rounds)] for _ in range(2)]
        held += ratio_of(median_estimate(walls[0]), median_estimate(walls[1])).holds(1.0)
    assert held >= 372


def test_what_else_differs_is_told():
    other = canned.finished(items=10, machine={**canned.MACHINE, "cores": 8, "cpu_model": "faster"})
    told = " | ".join(compare(canned.finished(), other).differences)
    assert "items: 240 before, 10 after" in told
    assert "cores: 2 before, 8 after" in told
    assert "processor: None before, faster after" in told
    assert compare(canned.finished(), canned.finished()).differences == ()


def test_races_of_all_lanes_at_once_are_told_not_to_be_comparable():
    found = compare(canned.finished(mode="together"), canned.finished())
    assert "not comparable" in found.differences[-1]


def test_fail_slower_is_exit_code_1_only_when_a_lane_is_slower(tmp_path):
    base = recording(tmp_path / "base.race")
    head = recording(tmp_path / "head.race", lanes=(canned.S, SLOWER_P))
    assert call("compare", base, head).exit_code == 0
    result = call("compare", base, head, "--fail-slower")
    assert result.exit_code == 1
    assert "slower" in result.output
    assert call("compare", head, base, "--fail-slower").exit_code == 0
    assert call("compare", base, head, "--fail-slower", "--tolerance", "50").exit_code == 0


def test_numbers_of_the_history_and_files_can_be_mixed(file, tmp_path):
    history.keep(canned.finished_events())
    head = recording(tmp_path / "head.race", lanes=(SLOWER_P,))
    found = json.loads(call("compare", "1", head, "--json").stdout)
    lane = next(lane for lane in found["lanes"] if lane["lane"] == "processes")
    assert lane["status"] == SLOWER
    assert lane["ratio"]["low"] > 1.1


def test_history_lists_races_newest_first_and_a_scenario_with_its_trend(file):
    for _ in range(4):
        history.keep(canned.finished_events())
    history.keep(canned.finished_events(lanes=(canned.S, canned.T, SLOWER_P)))
    history.keep(canned.waiting_events())
    lines = call("history").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["6", "5", "4", "3", "2", "1"]
    assert "fetch-100" in lines[0]
    text = call("history", "primes-cpu").stdout
    assert "fetch-100" not in text
    row = next(line for line in text.splitlines() if line.startswith("P processes"))
    assert "▁▁▁▁█" in row
    assert row.endswith("slower")
    assert next(x for x in text.splitlines() if x.startswith("T threads")).endswith("too close to call")


def test_history_as_json_holds_the_same(file):
    for _ in range(2):
        history.keep(canned.finished_events())
    found = json.loads(call("history", "primes-cpu", "--json").stdout)
    assert [run["id"] for run in found["runs"]] == [2, 1]
    assert found["trends"][0]["status"] == CLOSE
    assert len(found["trends"][0]["walls"]) == 2


def test_a_scenario_is_found_by_its_file_as_well(file, tmp_path):
    history.keep(canned.finished_events())
    scenario = tmp_path / "x.yaml"
    scenario.write_text("name: primes-cpu\nworkload: {use: primes, items: 4}\nlanes: [sequential]\n")
    assert "procs×batch wins" in call("history", scenario).stdout


def test_a_trend_looks_only_at_races_of_the_same_machine_and_file(file):
    history.keep(canned.finished_events(lanes=(SLOWER_P,), machine={**canned.MACHINE, "cpu_model": "slow"}))
    history.keep(canned.finished_events(lanes=(canned.P,)))
    found = trends(history.last())[0]
    assert len(found.walls) == 1
    assert found.ratio is None


def test_a_history_that_is_switched_off_says_so(monkeypatch):
    monkeypatch.setenv("GILRACE_HISTORY", "off")
    result = call("history")
    assert "switched off" in str(result.exception)


def test_a_real_race_is_kept_unless_it_is_told_not_to_be(file, tmp_path):
    scenario = tmp_path / "tiny.yaml"
    scenario.write_text("workload: {use: sum_squares, items: 4}\nlanes: [sequential]\nrounds: 1\n")
    assert call("run", scenario, "--quiet", "--no-history").exit_code == 0
    assert not file.exists()
    assert call("run", scenario, "--quiet").exit_code == 0
    past = history.last("tiny")[0]
    assert past.path == str(scenario)
    assert past.lanes[0].wall.value > 0


def test_a_race_stands_where_the_history_cannot_be_written(tmp_path, monkeypatch):
    monkeypatch.setenv("GILRACE_HISTORY", "/dev/null/history.sqlite3")
    scenario = tmp_path / "tiny.yaml"
    scenario.write_text("workload: {use: sum_squares, items: 4}\nlanes: [sequential]\nrounds: 1\n")
    result = call("run", scenario, "--plain")
    assert result.exit_code == 0
    assert "this race is not in the history" in result.stderr


def test_the_same_raced_twice_seldom_names_any_of_four_lanes():
    """By the intervals of single medians about one comparison in eight did."""
    source = random.Random(8)

    def lane(info, count=5):
        return [5e9 * source.lognormvariate(0, 0.03) for _ in range(count)]

    named = 0
    for _ in range(400):
        ratios = [separation_apart(lane(k), lane(k), comparisons=4) for k in range(4)]
        named += any(judged(ratio) != CLOSE for ratio in ratios)
    assert named <= 8  # 1 % of 400, and two standard errors


def test_a_tenth_is_found_between_two_races_of_five_rounds_with_little_noise():
    source = random.Random(9)

    def walls(mean):
        return [mean * source.lognormvariate(0, 0.012) for _ in range(5)]

    found = sum(separation_apart(walls(1.1), walls(1.0), comparisons=3).low > 1 for _ in range(200))
    assert found >= 180


def test_base_against_head_fails_beyond_so_many_percent_and_writes_a_summary(tmp_path):
    base = recording(tmp_path / "base.race")
    head = recording(tmp_path / "head.race", lanes=(canned.S, canned.T, SLOWER_P, canned.A, canned.B))
    summary = tmp_path / "summary.md"
    result = call("compare", base, head, "--fail-if-slower", "10%", "--markdown", summary)
    assert result.exit_code == 1
    assert summary.read_text().startswith("**processes is slower**\n")
    assert "| P processes | slower |" in summary.read_text()
    assert call("compare", base, head, "--fail-if-slower", "40").exit_code == 0
    assert call("compare", base, base, "--fail-if-slower", "0%").exit_code == 0


def test_a_lane_that_has_no_time_any_more_fails_base_against_head(tmp_path):
    base = recording(tmp_path / "base.race")
    dead = replace(canned.P, status="crashed", reason="it ended by signal 11")
    head = recording(tmp_path / "head.race", lanes=(canned.S, canned.T, dead, canned.A, canned.B))
    assert call("compare", base, head, "--fail-if-slower", "50%").exit_code == 1
    assert call("compare", base, head).exit_code == 0
    assert call("compare", head, base, "--fail-if-slower", "50%").exit_code == 0


@pytest.mark.parametrize("wrong", ["ten", "-3%", "5000%", "%"])
def test_what_is_no_percentage_is_told(tmp_path, wrong):
    base = recording(tmp_path / "base.race")
    result = call("compare", base, base, f"--fail-if-slower={wrong}")
    assert isinstance(result.exception, InputError) or result.exit_code == 2
