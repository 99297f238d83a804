"""Spoiled input to everything that reads what people write: refused with an error, never with a traceback."""

import importlib.util
import json
import random
import sys
from pathlib import Path

import gilrace_canned as canned
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gilrace.errors import GilraceError, RecordingError
from gilrace.lab.explore.schedule import actors_of
from gilrace.race.events import from_record, to_line
from gilrace.race.recording import read
from gilrace.scenario import load, resolve
from gilrace.scenario.expect import order, sentence
from gilrace.scenario.loading import read as read_scenario
from gilrace.scenario.problem import Flaw
from gilrace.scenario.quantity import seconds, share, size
from gilrace.tui.keys import TABLE
from gilrace.tui.settings import read_settings

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
FUZZ = Path(__file__).parents[2] / "benchmarks" / "fuzz.py"
LANES = load(resolve("cpu-primes")).lanes
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["workload", "lanes", "rounds", "expect", "teach", "demo", "name", "warmup", "timeout", "tags"]
)


@QUICK
@given(st.dictionaries(KEYS, PLAIN, max_size=5))
def test_any_tree_is_a_scenario_or_has_its_problems(tree):
    scenario, problems = read_scenario(json.dumps(tree), resolve("cpu-primes"))
    assert (scenario is None) == bool(problems)


@QUICK
@given(st.text(max_size=200))
def test_any_text_is_a_scenario_or_has_its_problems(text):
    scenario, problems = read_scenario(text, resolve("cpu-primes"))
    assert (scenario is None) == bool(problems)


@settings(QUICK, max_examples=300)
@given(st.text(max_size=60) | st.from_regex(r"\A[a-z.\"]{0,12} ?[<>=!]{0,3} ?[-0-9.a-z%]{0,9}\Z"))
def test_any_text_is_an_expectation_a_quantity_a_schedule_or_none(text):
    for read_it in (
        lambda: sentence(text, LANES),
        lambda: sentence(text, LANES, demo=True, guard="lock"),
        lambda: order(text, LANES),
        lambda: seconds(text),
        lambda: size(text),
        lambda: share(text),
        lambda: actors_of(text, 3),
    ):
        try:
            read_it()
        except (Flaw, GilraceError) as error:
            assert str(error)


@QUICK
@given(st.text(max_size=200))
def test_any_text_is_a_file_of_settings_or_is_refused(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("settings") / "config.toml"
    path.write_text(text, "utf-8", errors="surrogatepass")
    try:
        read_settings(path)
    except GilraceError as error:
        assert str(path) in str(error)


@pytest.mark.parametrize(
    "text", ["plain = " + "1" * 5000, "a = " + "[" * 5000, '[keys]\n"race.pause" = 3', "keys = 1"]
)
def test_settings_beyond_all_use_are_refused(tmp_path, text):
    path = tmp_path / "config.toml"
    path.write_text(text)
    with pytest.raises(GilraceError):
        read_settings(path)


@QUICK
@given(
    st.dictionaries(
        st.sampled_from([f"{p}.{a.id}" for p, acts in TABLE.items() for a in acts]), st.text(max_size=9)
    )
)
def test_any_keys_make_a_key_map_or_are_refused(tmp_path_factory, keys):
    path = tmp_path_factory.mktemp("keys") / "config.toml"
    lines = (f"{json.dumps(act)} = {json.dumps(key)}" for act, key in keys.items())
    path.write_text("[keys]\n" + "\n".join(lines), "utf-8", errors="surrogatepass")
    try:
        assert dict(read_settings(path).keys) == keys
    except GilraceError as error:
        assert str(path) in str(error)


EVENTS = [json.loads(to_line(event)) for event in canned.finished_events()]
KINDS = {record["kind"]: record for record in EVENTS}


@settings(QUICK, max_examples=200)
@given(st.sampled_from(sorted(KINDS)), st.data())
def test_an_event_with_a_value_of_another_kind_is_refused_or_equal_in_type(kind, data):
    record = dict(KINDS[kind])
    key = data.draw(st.sampled_from([key for key in record if key != "kind"]))
    before = record[key]
    record[key] = data.draw(PLAIN)
    try:
        event = from_record(record)
    except (TypeError, ValueError, KeyError):
        return
    kept = getattr(event, key)
    assert type(kept) in (type(before), tuple, float, int, type(None)), (key, kept)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"t": "soon"}, "t is not int"),
        ({"t": 2**70}, "t is not int"),
        ({"t": True}, "t is not int"),
        ({"heat": None}, "heat is not int"),
        ({"lane": "nobody"}, "there is no lane"),
        ({"counted": "yes"}, "counted is not bool"),
    ],
)
def test_a_line_that_holds_something_else_is_told_with_its_number(tmp_path, change, words):
    path = tmp_path / "r.race"
    lines = [json.dumps({**EVENTS[0]}), json.dumps({**KINDS["heat"], **change})]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(RecordingError, match=words) as told:
        list(read(path))
    assert f"{path}:2:" in str(told.value)


@pytest.mark.parametrize(
    "line", ["[" * 100_000, '{"kind": ' * 50_000, "1" * 50_000, '{"kind": "race", "t": 1e999}', "\0"]
)
def test_a_line_of_nonsense_is_refused_in_no_time(tmp_path, line):
    path = tmp_path / "r.race"
    path.write_text(f"{json.dumps(EVENTS[0])}\n{line}\n")
    with pytest.raises(RecordingError):
        list(read(path))


def test_a_second_race_in_one_recording_is_refused(tmp_path):
    path = tmp_path / "r.race"
    path.write_text(f"{json.dumps(EVENTS[0])}\n" * 2)
    with pytest.raises(RecordingError, match="second race"):
        list(read(path))


@pytest.fixture(scope="module")
def fuzzer():
    spec = importlib.util.spec_from_file_location("gilrace_fuzz", FUZZ)
    module = importlib.util.module_from_spec(spec)
    sys.modules["gilrace_fuzz"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "name", ["scenarios", "expectations", "quantities", "schedules", "recordings", "settings"]
)
def test_some_hundred_changed_inputs_are_read_or_refused(fuzzer, name, capsys):
    assert fuzzer.fuzz(name, 150, 20, seed=7) == 0
    assert f"| {name} | 150 |" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize(
    "name", ["scenarios", "expectations", "quantities", "schedules", "recordings", "settings"]
)
def test_a_million_changed_inputs_are_read_or_refused(fuzzer, name):
    assert fuzzer.fuzz(name, 1_000_000, 3000, seed=random.randrange(10**9)) == 0
