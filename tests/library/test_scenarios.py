"""The shipped scenarios: each can be read, is in the course, and runs; in full under the marker long."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import monotonic

import pytest

from gilrace.analysis.expect import check_expectations
from gilrace.analysis.meant_to_fail import meant_to_fail
from gilrace.cli.guide_cmd import BEGIN, END
from gilrace.guide.rules import rules
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import ItemsSpec, RoundsSpec, SameResults, Server, find, load
from gilrace.scenario.course import course

SCENARIOS = {path.stem: path for path in find()}
RACES = sorted(name for name, path in SCENARIOS.items() if load(path).workload is not None)
TINY = {
    "./own_function.py:checksum": {"passes": 1},
    "sleep": {"seconds": 0.001},
    "primes": {"below": 100},
    "sum_squares": {"numbers": 100},
    "mandelbrot": {"width": 20},
    "hashing": {"rounds": 10},
    "compress": {"kilobytes": 1},
    "word_count": {"kilobytes": 1},
    "download_digest": {"passes": 1, "rounds": 10},
    "square_roots": {"numbers": 100},
    "n_times_n": {"numbers": 100},
    "sha": {"times": 2},
    "parse": {"rows": 10},
    "edges": {"width": 20},
    "descent": {"steps": 2},
    "read_files": {"kilobytes": 1},
    "nap": {"seconds": 0.001},
    "kitchen": {"mix_s": 0.001, "bake_s": 0.001},
    "counter": {"adds": 20_000},
    "heartbeat": {"every_s": 0.001},
    "pipeline": {"passes": 1},
    "ways": {"numbers": 10},
    "handing_back": {"kilobytes": 1},
    "crowd": {"numbers": 100},
}
ITEMS = 12
BUDGET_S = 600


@pytest.fixture(params=RACES)
def scenario(request):
    return load(SCENARIOS[request.param])


def tiny(scenario):
    """The same lanes on little work, for one round."""
    work = scenario.workload
    count = (
        ItemsSpec(count=ITEMS) if work.items and work.items.count and work.items.count > ITEMS else work.items
    )
    settings = {**work.settings, **TINY.get(work.use, {})}
    server = replace(work.server, delay_s=0.002) if isinstance(work.server, Server) else None
    work = replace(work, items=count, settings=settings, server=server)
    lanes = tuple(
        replace(lane, workers=min(lane.workers, ITEMS)) if isinstance(lane.workers, int) else lane
        for lane in scenario.lanes
    )
    return replace(scenario, workload=work, lanes=lanes, rounds=RoundsSpec(count=1))


def test_every_race_runs_on_little_work_and_its_lanes_end_as_they_are_meant_to(scenario):
    session = RaceSession(tiny(scenario), Options(together=True))
    session.run()
    state = fold(session.events())
    assert state.closed == "complete"
    meant = meant_to_fail(state)
    for lane in state.lanes:
        (heat,) = lane.past
        if lane.info.id not in meant and "cannot-run-here" not in heat.caveats:
            assert heat.status == "finished", f"{lane.info.name}: {heat.reason}"
            assert heat.metrics["errors"] == 0, heat.detail
    same = [e for e in scenario.expect if isinstance(e.form, SameResults)]
    assert [outcome.status for outcome in check_expectations(same, state)] == ["pass"] * len(same)


def test_every_race_teaches_with_a_question_an_answer_a_story_and_a_reason(scenario):
    assert scenario.summary.endswith((".", "?"))
    teach = scenario.teach
    assert teach
    for part in (teach.question, teach.answer, teach.because):
        assert part
    assert teach.answer in teach.choices
    assert 2 <= len(teach.choices) <= 5
    assert len(set(teach.choices)) == len(teach.choices)


def test_the_course_visits_every_scenario_once():
    stations = [name for chapter in course() for name in chapter.scenarios]
    assert sorted(stations) == sorted(SCENARIOS)


def test_every_rule_of_the_guide_names_a_race_and_one_of_its_lanes():
    for rule in rules():
        assert rule.lane in {lane.id for lane in load(SCENARIOS[rule.scenario]).lanes}, rule


@pytest.mark.long
@pytest.mark.timeout(BUDGET_S * 2)
def test_all_scenarios_hold_in_ten_minutes(tmp_path):
    start = monotonic()
    command = [sys.executable, "-m", "gilrace", "run", str(next(iter(SCENARIOS.values())).parents[1]), "-q"]
    done = subprocess.run(
        command,
        env={**os.environ, "GILRACE_HISTORY": str(tmp_path / "history")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, [line for line in done.stdout.splitlines() if "fail" in line]
    assert monotonic() - start < BUDGET_S


def test_the_readme_shows_every_rule_of_the_guide_with_a_measurement():
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    table = readme.partition(BEGIN)[2].partition(END)[0]
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines() if "|" in row][2:]
    assert [row[:3] for row in rows] == [[rule.work, rule.tool, rule.why] for rule in rules()]
    for row, rule in zip(rows, rules(), strict=True):
        assert row[3].endswith(f"(`{rule.scenario}`)")
        assert "×" in row[3]
