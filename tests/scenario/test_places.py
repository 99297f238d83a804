"""Where scenarios are found."""

from __future__ import annotations

import pytest

from gilrace.errors import InputError
from gilrace.scenario import built_in, find, load, resolve


def test_every_shipped_scenario_is_valid_and_named_as_its_file():
    files = find()
    assert len(files) >= 10
    for file in files:
        scenario = load(file)
        assert scenario.name == file.stem
        assert scenario.summary
        assert scenario.teach is not None
        assert scenario.expect


def test_folders_are_searched_below_and_sorted_and_hidden_ones_left_out(tmp_path):
    for name in ("b/two.yml", "a/one.yaml", "z.yaml", ".hidden/no.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = [str(path.relative_to(tmp_path)) for path in find([tmp_path])]
    assert found == ["a/one.yaml", "b/two.yml", "z.yaml"]


def test_a_file_is_named_once_however_often_it_is_given(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("")
    assert find([file, tmp_path, str(file)]) == [file]


def test_a_shipped_scenario_is_found_by_its_name():
    assert resolve("cpu-primes") == built_in() / "cpu" / "cpu-primes.yaml"
    assert find(["cpu-primes"]) == [built_in() / "cpu" / "cpu-primes.yaml"]


def test_an_unknown_name_brings_the_nearest_one():
    with pytest.raises(InputError, match="Did you mean cpu-primes"):
        resolve("cpu-prime")
    with pytest.raises(InputError, match="no scenario"):
        find(["\0"])


def test_an_unknown_file_brings_the_nearest_one_beside_it(tmp_path):
    (tmp_path / "crawl.yaml").write_text("")
    with pytest.raises(InputError, match=r"Did you mean crawl\.yaml"):
        find([tmp_path / "crowl.yaml"])


def test_a_folder_without_scenarios_says_so(tmp_path):
    with pytest.raises(InputError, match="no scenario in"):
        find([tmp_path])
