"""How a file names subinterpreters and the state of a GIL, and what it is told where it slips."""

import pytest

from gilrace.scenario import check, load

FILE = "workload: {{use: primes, items: 10}}\nlanes: [sequential, {lane}]\n"


@pytest.fixture
def written(tmp_path):
    def write(lane):
        path = tmp_path / "race.yaml"
        path.write_text(FILE.format(lane=lane))
        return path

    return write


def told(path):
    scenario, problems = check(path)
    assert scenario is None
    return " ".join(f"{problem.message} {problem.hint}" for problem in problems)


def test_a_lane_of_interpreters_has_a_letter_and_words_of_its_own(written):
    lane = load(written("{interpreters: {workers: 2, chunk: 5}}")).lanes[1]
    assert (lane.letter, lane.id) == ("I", "interpreters")
    assert lane.describe(4) == "2 interpreters, 5 per task"
    assert load(written("interpreters")).lanes[1].describe(4) == "4 interpreters"


@pytest.mark.parametrize(
    ("lane", "words"),
    [
        ("interpretors", "did you mean interpreters"),
        ("{interpreters: {start: fork}}", "threads of one process"),
        ("{interpreters: {limit: 3}}", "has workers"),
        ("{interpreters: {workers: 65}}", "at most 64"),
        ("{threads: {gil: maybe}}", "write on, off or default"),
        ("{threads: {python: 3.14}}", "quotes"),
    ],
)
def test_slips_are_told_with_what_to_write(written, lane, words):
    assert words in told(written(lane))


@pytest.mark.parametrize(
    ("text", "gil"), [("on", "on"), ("off", "off"), ("true", "on"), ("false", "off"), ("default", None)]
)
def test_the_state_of_a_gil_is_written_as_people_would(written, text, gil):
    lane = load(written(f"{{threads: {{python: '3.13t', gil: {text}}}}}")).lanes[1]
    assert lane.gil == gil
    assert (f"GIL {gil}" in lane.describe(2)) is bool(gil)


def test_lanes_that_differ_in_their_gil_are_named_by_it(tmp_path):
    path = tmp_path / "race.yaml"
    path.write_text(
        "workload: {use: primes, items: 10}\n"
        "lanes: [{threads: {python: '3.13t'}}, {threads: {python: '3.13t', gil: on}}]\n"
    )
    assert [lane.name for lane in load(path).lanes] == ["threads", "threads GIL on"]
