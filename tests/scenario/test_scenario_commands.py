"""``gilrace check``, ``list`` and ``schema``."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from gilrace.cli import main
from gilrace.cli.check_cmd import command as check
from gilrace.cli.list_cmd import command as list_
from gilrace.cli.schema_cmd import command as schema


@pytest.fixture
def run():
    return lambda command, *args: CliRunner().invoke(
        command, [str(arg) for arg in args], catch_exceptions=False
    )


def test_check_prints_each_problem_as_file_line_column_and_exits_2(run, write, race):
    bad, good = write("titel: x\n" + race, "bad.yaml"), write(race, "good.yaml")
    result = run(check, bad, good)
    assert result.exit_code == 2
    assert result.stdout.splitlines() == [
        f"{bad}:1:1: unknown key 'titel'; did you mean title?",
        f"{good}: ok",
    ]


def test_check_exits_0_when_all_is_well_and_knows_shipped_names(run):
    result = run(check, "cpu-primes")
    assert result.exit_code == 0
    assert result.stdout.endswith("cpu-primes.yaml: ok\n")


def test_check_as_json_is_one_document(run, write):
    result = run(check, write("titel: x\nworkload: {use: primes}\nlanes: [threads]\n"), "--json")
    assert result.exit_code == 2
    (entry,) = json.loads(result.stdout)
    assert entry["ok"] is False
    assert entry["problems"][0] | {"path": ""} == {
        "path": "",
        "line": 1,
        "column": 1,
        "message": "unknown key 'titel'",
        "hint": "did you mean title?",
    }


def test_check_of_an_unknown_file_does_not_hide_the_others(run, write, race, tmp_path):
    result = run(check, tmp_path / "none.yaml", write(race))
    assert result.exit_code == 2
    missing, good = result.stdout.splitlines()
    assert missing.startswith(f"{tmp_path}/none.yaml:1:1: there is no file ")
    assert good.endswith("race.yaml: ok")


def test_list_of_an_unknown_file_ends_as_a_sentence_and_exit_code_2(capsys, tmp_path):
    with pytest.raises(SystemExit) as ended:
        main(["list", str(tmp_path / "none.yaml")])
    assert ended.value.code == 2
    assert "there is no file" in capsys.readouterr().err


def test_list_groups_by_kind_and_shows_broken_files_with_their_line(run, write, tmp_path):
    write("workload: {use: primes}\nlanes: [threads, asyncio]\ntitle: Counting\n", "count.yaml")
    write("demo: {use: lost_update}\n", "bug.yaml")
    write("name: a\nlanez: 3\n", "broken.yaml")
    result = run(list_, tmp_path)
    assert result.exit_code == 0
    assert result.stdout.split("\n\n")[0] == "CPU\n  count  T A        Counting"
    assert "BUGS\n  bug " in result.stdout
    assert "CANNOT BE RACED\n" in result.stdout
    assert "broken.yaml: line 1: nothing is raced: there is no workload (and 1 more)" in result.stdout


def test_list_as_json_has_valid_and_broken_files(run, write, tmp_path, race):
    write(race, "a.yaml")
    write("[", "b.yaml")
    good, bad = json.loads(run(list_, tmp_path, "--json").stdout)
    assert (good["name"], good["kind"], good["lanes"][1]["letter"]) == ("a", "cpu", "T")
    assert (bad["ok"], bad["problems"][0]["line"]) == (False, 1)


def test_schema_is_json_with_its_dialect(run):
    document = json.loads(run(schema).stdout)
    assert document["$schema"].startswith("https://json-schema.org/")
    assert "primes" in document["$defs"]["Workload"]["properties"]["use"]["examples"]


def test_the_command_line_and_scenario_names_come_without_pydantic_and_yaml():
    heavy = "{'pydantic', 'ruamel.yaml', 'textual', 'rich'}"
    program = f"import sys, gilrace.cli, gilrace.scenario; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=30
    )
    assert said.stdout.strip() == "[]"
