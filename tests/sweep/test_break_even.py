"""What a task costs: the algebra on known constants, and for real."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gilrace.own.racing import scenario_of, written
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.sweep.costs import Costs, costs_document, costs_lines, costs_of, costs_scenario, read

HERE = Path(__file__).parent
POSITIVE = st.floats(1, 1e9)


@given(st.integers(2, 64), st.integers(2, 64), POSITIVE, POSITIVE)
def test_at_the_break_even_both_ways_take_the_same_time(cores, workers, task_ns, pool_ns):
    found = Costs(cores, workers, {"processes 1": task_ns}, {"processes": pool_ns})
    work, divisor = found.pays_from_ns(1), min(cores, workers)
    assert work == pytest.approx(task_ns + work / divisor)
    back = found.earned_back_ns()
    assert back == pytest.approx(pool_ns + back / divisor)


@given(st.integers(0, 1), POSITIVE)
def test_one_core_never_pays(cores, task_ns):
    found = Costs(cores, 8, {"processes 1": task_ns}, {"processes": task_ns})
    assert found.pays_from_ns(1) is None
    assert found.earned_back_ns() is None
    assert "never pays" in costs_lines(found)[0]


def test_constants_survive_a_recording_and_what_is_none_is_told_apart():
    found = Costs(2, 2, {"processes 1": 1e5}, {"processes": 3e7})
    assert read({"costs": found.as_dict()}) == found
    assert read({}) is None
    assert read({"costs": {"of another version": 1}}) is None
    assert costs_document(found)["process_pool_pays_from_ns"] == {"1": 2e5, "100": None}


def raced(scenario):
    session = RaceSession(scenario, Options(trusted=True))
    session.run()
    return fold(session.events())


def test_what_a_task_costs_is_measured_for_every_way_and_in_the_right_order():
    found = costs_of(raced(costs_scenario(HERE, items=400, rounds=3)))
    assert set(found.task_ns) == {"threads 1", "threads 100", "processes 1", "processes 100", "asyncio"}
    assert found.task_ns["processes 1"] > found.task_ns["threads 1"] > found.task_ns["threads 100"]
    assert found.task_ns["processes 1"] > 2 * found.task_ns["processes 100"]
    assert found.pool_ns["processes"] > found.pool_ns["asyncio"]
    assert any("A process pool pays from" in line for line in costs_lines(found)) or found.cores < 2


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("share", "wins"), [(0.3, False), (4.0, True)])
def test_a_pool_loses_well_below_the_measured_break_even_and_wins_well_above(share, wins, tmp_path):
    found = costs_of(raced(costs_scenario(HERE)))
    least = found.pays_from_ns(1)
    if least is None:
        pytest.skip("a process pool never pays on one core")
    loops = max(int(share * least / 30), 1)  # about 30 ns a turn: the test is far from the edge either way
    content = written(
        "square_roots", 3_000, lanes=["sequential", {"processes": {"workers": found.divisor, "chunk": 1}}],
        rounds=5, settings={"numbers": loops},
    )  # fmt: skip
    state = raced(scenario_of(content, tmp_path))
    walls = {
        lane.info.strategy: sorted(heat.metrics["running_ns"] for heat in lane.counted)[2]
        for lane in state.lanes
    }
    assert (walls["processes"] < walls["sequential"]) is wins
