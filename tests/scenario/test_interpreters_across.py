"""One scenario on several interpreters: which lanes there are, against what, and what is judged."""

import pytest

from gilrace.errors import InputError
from gilrace.scenario import load
from gilrace.scenario.interpreters import MOST_LANES, across, known_names

NAMES = {
    "3.13": ("3.13", "3.13.0"),
    "/a/python": ("3.13", "3.13.5"),
    "3.13t": ("3.13t", "3.13.5t"),
}.__getitem__
FILE = """
workload: {use: primes, items: 10}
lanes: [sequential, {threads: {workers: 2}}, {processes: {python: "3.12"}}]
expect:
  - same_results
  - threads.speedup < 1.5
  - needs: {cores: 2}
"""


@pytest.fixture
def scenario(tmp_path):
    (tmp_path / "race.yaml").write_text(FILE)
    return load(tmp_path / "race.yaml")


def test_every_lane_races_on_each_and_one_that_names_its_own_races_once(scenario):
    lanes = across(scenario, ["3.13", "3.13t"], NAMES).lanes
    assert [lane.name for lane in lanes] == [
        "sequential 3.13",
        "threads 3.13",
        "processes",
        "sequential 3.13t",
        "threads 3.13t",
    ]
    assert [lane.python for lane in lanes] == ["3.13", "3.13", "3.12", "3.13t", "3.13t"]
    assert len({lane.id for lane in lanes}) == len({lane.letter for lane in lanes}) == 5


def test_speedups_are_against_the_yardstick_on_the_same_interpreter(scenario):
    made = across(scenario, ["3.13", "3.13t"], NAMES)
    against = {lane.id: lane.yardstick for lane in made.lanes}
    assert against["threads-3-13t"] == "sequential-3-13t"
    assert against["threads-3-13"] == "sequential-3-13" == made.yardstick
    assert against["processes"] == ""


def test_two_of_one_version_are_told_apart_by_their_patch_version(scenario):
    names = [lane.name for lane in across(scenario, ["3.13", "/a/python"], NAMES).lanes]
    assert {"threads 3.13.0", "threads 3.13.5"} <= set(names)


def test_only_those_of_one_version_get_longer_names(scenario):
    names = [lane.name for lane in across(scenario, ["3.13", "/a/python", "3.13t"], NAMES).lanes]
    assert {"threads 3.13.0", "threads 3.13.5", "threads 3.13t"} <= set(names)


def test_what_was_expected_of_single_lanes_is_left_out_also_of_the_recording(scenario):
    made = across(scenario, ["3.13", "3.13t"], NAMES)
    assert [one.text for one in made.expect] == ["same_results", "needs: cores 2"]
    assert made.as_dict()["expect"] == ["same_results", {"needs": {"cores": 2}}]


def test_a_single_interpreter_changes_nothing_else(scenario):
    made = across(scenario, ["3.13t"], NAMES)
    assert [lane.python for lane in made.lanes] == ["3.13t", "3.13t", "3.12"]
    assert [lane.id for lane in made.lanes] == [lane.id for lane in scenario.lanes]
    assert (made.expect, made.yardstick) == (scenario.expect, scenario.yardstick)


def test_more_lanes_than_can_be_told_apart_are_refused(scenario):
    many = [f"3.{minor}" for minor in range(11, 22)]
    with pytest.raises(InputError, match=f"At most {MOST_LANES} can race"):
        across(scenario, many, lambda word: (word, word))


def test_an_interpreter_that_is_not_there_keeps_the_name_it_was_asked_by():
    assert known_names("python3.9") == ("3.9", "python3.9")
    assert known_names("/no/such/python3.77") == ("3.77", "/no/such/python3.77")


def test_a_lane_that_is_meant_to_fail_is_meant_to_on_each(tmp_path):
    (tmp_path / "race.yaml").write_text(
        "workload: {use: primes, items: 10}\nlanes: [sequential, threads]\nexpect: [{fails: threads}]\n"
    )
    made = across(load(tmp_path / "race.yaml"), ["3.13", "3.13t"], NAMES)
    assert [one.form.lane for one in made.expect] == ["threads-3-13", "threads-3-13t"]


def test_an_interpreter_that_all_lanes_name_gives_way(tmp_path):
    (tmp_path / "race.yaml").write_text(
        "workload: {use: primes, items: 10}\n"
        'lanes: [{sequential: {python: "3.14"}}, {threads: {python: "3.14"}}]\n'
    )
    file = load(tmp_path / "race.yaml")
    made = across(file, ["3.13", "3.13t"], NAMES)
    assert [lane.python for lane in made.lanes] == ["3.13", "3.13", "3.13t", "3.13t"]
    assert across(file, [""]) is file


def test_lanes_of_a_file_that_compares_interpreters_have_a_yardstick_on_their_own(tmp_path):
    (tmp_path / "race.yaml").write_text(
        "workload: {use: primes, items: 10}\n"
        'lanes: [sequential, threads, {sequential: {python: "3.13t"}}, {threads: {python: "3.13t"}},\n'
        '        {threads: {python: "3.12"}}]\n'
    )
    lanes = load(tmp_path / "race.yaml").lanes
    assert [lane.yardstick for lane in lanes] == ["", "", "sequential-2", "sequential-2", ""]
