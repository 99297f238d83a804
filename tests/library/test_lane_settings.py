"""Settings of the workload that differ from lane to lane."""

import pytest

from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import ScenarioError, load


@pytest.fixture
def scenario(tmp_path):
    def scenario(text):
        path = tmp_path / "a.yaml"
        path.write_text(text)
        return load(path)

    return scenario


def test_a_lane_runs_with_its_own_settings_over_those_of_the_workload(scenario, tmp_path):
    (tmp_path / "mine_with_settings.py").write_text(
        "def work(item, times=1, add=0):\n    assert (times, add) in ((2, 5), (3, 5))\n    return item\n"
    )
    made = scenario(
        "workload: {use: './mine_with_settings.py:work', items: 3, settings: {times: 2, add: 5}}\n"
        "lanes:\n- sequential\n- processes: {workers: 1, settings: {times: 3}}\n"
        "- threads: {settings: {add: 1}}\nrounds: 1\n"
    )
    session = RaceSession(made)
    session.run()
    state = fold(session.events())
    assert [lane.past[0].metrics["errors"] for lane in state.lanes] == [0, 0, 3]
    assert state.lanes[1].info.detail == "1 process, times 3"


@pytest.mark.parametrize(
    ("lane", "problem"),
    [
        ("threads: {settings: {second: 1}}", "2:31: sleep has no setting 'second'; did you mean seconds?"),
        ("threads: {settings: {seconds: quick}}", "seconds cannot be 'quick'"),
        ("asyncio: {settings: 3}", "2:"),
    ],
)
def test_a_setting_that_the_workload_has_not_is_told_with_its_place(scenario, lane, problem):
    with pytest.raises(ScenarioError) as error:
        scenario(f"workload: {{use: sleep}}\nlanes: [{{{lane}}}]\n")
    assert problem in str(error.value)


def test_a_parameter_that_an_own_function_has_not_is_told_with_its_place(scenario, tmp_path):
    (tmp_path / "mine_without.py").write_text("def work(item, times=1): ...\n")
    with pytest.raises(ScenarioError) as error:
        scenario("workload: {use: './mine_without.py:work'}\nlanes: [{threads: {settings: {time: 1}}}]\n")
    assert "has no parameter 'time'; did you mean times?" in str(error.value)
    assert "a.yaml:2:" in str(error.value)
