"""Races of interpreters: a lane that cannot run says why and what to do, and the race goes on."""

import json
import platform
import venv
from pathlib import Path

import pytest
from gilrace_pythons import other_python

from gilrace.analysis.builds import build, build_sentence
from gilrace.analysis.expect import check_expectations
from gilrace.analysis.reading import speedup, wall_ratio, yardstick_words
from gilrace.race.events import HeatEnded
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import load
from gilrace.scenario.interpreters import across


@pytest.fixture
def raced(tmp_path):
    """Race a scenario to its end: its state, and each lane's last end."""

    def race(pythons=(), **content):
        path = tmp_path / "a-race.yaml"
        path.write_text(json.dumps(content))
        session = RaceSession(across(load(path), list(pythons)))
        session.run()
        state = fold(session.events())
        ends = {state.lane_of(e.heat).info.id: e for e in session.events() if isinstance(e, HeatEnded)}
        return state, ends

    return race


def lane(python, label):
    return {"sequential": {"python": python, "label": label}}


PRIMES = {"workload": {"use": "primes", "items": 3}, "rounds": 1}


def test_interpreters_that_cannot_race_are_told_by_lane_and_the_others_race(raced, tmp_path):
    old = tmp_path / "old-python"
    old.write_text('#!/bin/sh\necho \'["3.9.18", [3, 9, 18], true, false, "CPython", "fork"]\'\n')
    old.chmod(0o755)
    lanes = ["sequential", lane("python9.9", "missing"), lane(str(old), "old"), lane("3.10", "asked too old")]
    state, ends = raced(lanes=lanes, **PRIMES)
    assert state.closed == "complete"
    assert ends["sequential"].status == "finished"
    assert "'python9.9' was found" in ends["missing"].reason
    assert "Python 3.9.18: too old; gilrace races on Python 3.11 and newer" in ends["old"].reason
    assert "Python 3.10 is too old" in ends["asked-too-old"].reason
    assert all("cannot-run-here" in ends[name].caveats for name in ("missing", "old", "asked-too-old"))


def test_a_real_old_python_is_refused_by_its_version(raced):
    found = sorted((Path.home() / ".pyenv/versions").glob("3.[789].*/bin/python3"))
    if not found:
        pytest.skip("no Python before 3.11 is installed here")
    _, ends = raced(lanes=["sequential", lane(str(found[0]), "old")], **PRIMES)
    assert "too old" in ends["old"].reason
    assert ends["sequential"].status == "finished"


def test_a_package_that_an_interpreter_lacks_is_named_with_it_and_what_to_do(raced, tmp_path):
    venv.create(tmp_path / "bare", symlinks=True)
    bare = str(tmp_path / "bare/bin/python")
    _, ends = raced(
        workload={"use": "fetch", "items": 2, "server": {"delay": "1ms"}},
        lanes=[
            "sequential",
            {"asyncio": {"python": bare, "label": "bare", "settings": {"client": "aiohttp"}}},
        ],
        rounds=1,
    )
    assert ends["sequential"].status == "finished"
    assert (
        f"needs the package aiohttp, which {bare} (Python {platform.python_version()}" in ends["bare"].reason
    )
    assert f"{bare} -m pip install aiohttp" in ends["bare"].reason
    assert "cannot-run-here" in ends["bare"].caveats


def test_a_module_of_ones_own_that_needs_more_than_an_interpreter_has_names_both(raced, tmp_path):
    other = other_python("3.13t")
    (tmp_path / "mine.py").write_text("def work(x):\n    import ruamel.yaml\n    return x\n")
    (tmp_path / "needs.py").write_text("import no_such_package\ndef work(x):\n    return x\n")
    (tmp_path / "sets_up.py").write_text(
        "def setup():\n    import no_such_package\ndef work(x):\n    return x\n"
    )
    for file in ("needs", "sets_up"):
        _, ends = raced(
            workload={"use": f"./{file}.py:work", "items": 2}, lanes=[lane(other, "other")], rounds=1
        )
        assert "no module named 'no_such_package'" in ends["other"].reason
        assert other in ends["other"].reason


def test_needs_skip_the_expectations_where_no_lane_had_that_python(raced, tmp_path):
    path = tmp_path / "a-race.yaml"
    content = {
        **PRIMES,
        "lanes": ["sequential", lane("9.9", "future")],
        "expect": [{"needs": {"python": "9.9"}}, "future.speedup > 1"],
    }
    state, _ = raced(**content)
    outcomes = check_expectations(load(path).expect, state)
    assert {outcome.status for outcome in outcomes} == {"skipped"}


def test_one_race_of_interpreters_compares_within_each_and_tells_what_each_runs_on(raced):
    other, threaded = other_python("3.13"), other_python("3.13t")
    state, ends = raced(
        [other, threaded],
        lanes=["sequential", {"threads": {"workers": 2}}],
        expect=["same_results"],
        **PRIMES,
    )
    assert [end.status for end in ends.values()] == ["finished"] * 4
    assert len({end.digest for end in ends.values()}) == 1
    names = {x.info.name: x for x in state.lanes}
    gained = speedup(state, names["threads 3.13t"])
    assert gained.value == wall_ratio(names["sequential 3.13t"], names["threads 3.13t"]).value
    assert build(names["threads 3.13t"]).endswith("t, no GIL")
    assert build(names["threads 3.13"]).endswith(", GIL")
    assert build_sentence(names["sequential 3.13t"]).endswith("free-threaded build, without a GIL")
    assert yardstick_words(state) == "the yardstick on the same interpreter"


def test_a_lane_with_its_gil_switched_on_stands_beside_one_without(raced):
    threaded = other_python("3.13t")
    lanes = [
        {"threads": {"python": threaded, "workers": 2}},
        {"threads": {"python": threaded, "workers": 2, "gil": "on"}},
    ]
    state, ends = raced(lanes=lanes, **PRIMES)
    assert [x.info.name for x in state.lanes] == ["threads", "threads GIL on"]
    assert [x.heat.gil for x in state.lanes] == [False, True]
    assert [build(x).rpartition(", ")[2] for x in state.lanes] == ["no GIL", "GIL on"]
    assert [end.status for end in ends.values()] == ["finished"] * 2
