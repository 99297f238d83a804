"""Files that are no scenario at all: one clear problem each, in bounded time."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gilrace.scenario import ScenarioError, check, load
from gilrace.scenario.loading import read
from gilrace.scenario.model import File

BOMB = "a: &a [1,1,1,1,1,1,1,1,1]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
BAD = {
    "duplicate key": ("name: a\nname: b\n", 2, 1, "twice, first in line 1"),
    "duplicate key inside": ("workload:\n  use: primes\n  use: sleep\n", 3, 3, "twice"),
    "tab": ("workload:\n\tuse: primes\n", 2, 1, "tab"),
    "cyclic anchor": ("tags: &x [1, *x]\n", 1, 14, "contains itself"),
    "unknown anchor": ("tags: *x\n", 1, 7, "no anchor"),
    "alias bomb": (BOMB, 5, 14, "20000 values"),
    "10 MB of junk": (b"\x7fELF" + b"a" * 10_000_000, 1, 1, "over 1 MB"),
    "not UTF-8": ("name: é".encode("latin-1"), 1, 7, "UTF-8"),
    "UTF-16": ("name: a".encode("utf-16"), 1, 4, "NUL"),
    "NUL": ("a: b\nc: \0", 2, 4, "NUL"),
    "control character": ("a: b\nc: \x01", 2, 4, "special characters"),
    "empty": ("", 1, 1, "empty"),
    "only a comment": ("# later\n", 1, 1, "empty"),
    "deep flow": ("[" * 15_000, 1, 21, "deep"),
    "deep blocks": ("- " * 5_000, 1, 41, "deep"),
    "two documents": ("name: a\n---\nname: b\n", 2, 1, "second document"),
    "huge number": (f"rounds: {'9' * 5_000}\n", 1, 9, "5000 digits"),
    "NaN": ("timeout: .nan\n", 1, 10, "no number"),
    "infinite": ("timeout: 1e999\n", 1, 10, "too big"),
    "text": ("hello\n", 1, 1, "keys with values"),
    "list": ("- a\n", 1, 1, "keys with values"),
    "null": ("~\n", 1, 1, "nothing after it"),
    "unclosed quote": ('name: "a\n', 2, 1, "not YAML"),
    "a tag": ("name: !!python/object/apply:os.system [ls]\n", 1, 7, "tag"),
    "a list as key": ("? [a]\n: b\n", 1, 3, "cannot be a key"),
    "a number as key": ("1: b\n", 1, 1, "cannot be a key"),
    "too many values": ("a: [" + "1,\n" * 300_000, 20_000, 1, "20000 values"),
    "too many keys": ("".join(f"k{k}: 1\n" for k in range(60_000)), 10_000, 8, "20000 values"),
    "a long line": ("a: " + "!" * 900_000, 1, 1, "900003 characters"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_gives_a_problem_at_its_place_and_soon(write, case):
    content, line, column, words = BAD[case]
    path = write(content)
    start = time.process_time()
    scenario, problems = check(path)
    assert time.process_time() - start < 5
    assert scenario is None
    assert any((p.line, p.column) == (line, column) and words in p.message for p in problems), problems
    assert all(p.path == path for p in problems)


def test_a_missing_file_a_folder_and_a_pipe_are_told_apart(tmp_path):
    os.mkfifo(tmp_path / "pipe.yaml")
    said = [check(tmp_path / name)[1][0].message for name in ("none.yaml", ".", "pipe.yaml")]
    assert "no such file" in said[0]
    assert "folder" in said[1]
    assert "not a regular file" in said[2]


def test_a_path_that_no_system_takes_is_a_problem_too():
    assert "character" in check("a\0b")[1][0].message
    assert "too long" in check("x" * 5_000)[1][0].message


def test_a_file_without_permission_says_so(write, monkeypatch):
    def refused(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    path = write("name: a")
    monkeypatch.setattr(os, "open", refused)
    (problem,) = check(path)[1]
    assert "no permission" in problem.message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_of_mode_000_says_so(write):
    path = write("name: a")
    path.chmod(0)
    assert "no permission" in check(path)[1][0].message


def test_load_raises_one_error_with_all_problems_and_exit_code_2(write):
    path = write("titel: x\nroundz: 3\n")
    with pytest.raises(ScenarioError) as caught:
        load(path)
    assert caught.value.exit_code == 2
    assert [problem.line for problem in caught.value.problems] == [1, 2]
    assert f"{path}:1:1: unknown key 'titel'; did you mean title?" in str(caught.value)


def test_thousands_of_unknown_keys_take_bounded_time(write):
    path = write("".join(f"key{k}: 1\n" for k in range(9_900)))
    start = time.process_time()
    assert len(check(path)[1]) >= 9_900
    assert time.process_time() - start < 10


INK = """name workload use primes items lanes sequential threads workers expect fastest rounds teach demo
settings server delay 1 -1 0.5 1e400 ~ true & * &a *a [ ] { } : - ? | > ! !!str % @ ` ' " # , <<
50ms wall<2s ./a.py:f --- ... \ud7ff"""
SPACE = ["\n", "\n  ", "\n- ", "\n  - ", ": ", "\t", "\0", "\n---\n"]
WORDS = st.sampled_from(INK.split()) | st.sampled_from(SPACE)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=40).map(" ".join)))
def test_any_text_gives_a_scenario_or_problems(text):
    scenario, problems = read(text, Path("any.yaml"))
    assert (scenario is None) == bool(problems)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_scenario_or_a_scenario_error(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "bytes.yaml"
    path.write_bytes(data)
    try:
        assert load(path).lanes
    except ScenarioError as error:
        assert error.problems


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8), WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)
KEYS = list(File.model_fields)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from(KEYS),
    VALUES,
    st.sampled_from(["workload", "lanes", "rounds", "expect", "teach", "demo"]),
    VALUES,
)
def test_any_value_at_a_known_key_gives_a_scenario_or_problems(key, value, other, second):
    content = {"workload": {"use": "primes"}, "lanes": ["threads"], key: value, other: second}
    scenario, problems = read(json.dumps(content), Path("any.yaml"))
    assert (scenario is None) == bool(problems)
