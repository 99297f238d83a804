"""The advice as code: it is run, and its results are the yardstick's."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gilrace.errors import InputError
from gilrace.lane.digest import digest
from gilrace.sweep.candidate import Candidate
from gilrace.sweep.snippet import snippet

HERE = Path(__file__).parent
OWN = {
    "use": "./swept_work.py:naps",
    "async": "./swept_work.py:anaps",
    "items": {"call": "./swept_work.py:items"},
}
WAYS = (
    Candidate("sequential"),
    Candidate("threads", 3),
    Candidate("threads", 2, 4),
    Candidate("processes", 2),
    Candidate("processes", 2, 5),
    Candidate("asyncio", 4),
)
DIGESTS = """
import json
import advised
from gilrace.lane.digest import digest
if __name__ == "__main__":
    print(json.dumps(digest(advised.main())))
"""


def results_digest(program, folder):
    """Run it as a person would, then once more to digest what its ``main`` returns."""
    (folder / "advised.py").write_text(program)
    (folder / "driver.py").write_text(DIGESTS)
    said = subprocess.run(
        [sys.executable, "advised.py"], cwd=folder, capture_output=True, text=True, check=True
    )
    assert said.stderr == ""
    assert said.stdout.endswith("results\n")
    told = subprocess.run(
        [sys.executable, "driver.py"], cwd=folder, capture_output=True, text=True, check=True
    )
    return json.loads(told.stdout)


@pytest.mark.parametrize("one", WAYS, ids=lambda one: one.id)
def test_a_program_for_ones_own_function_gives_the_yardsticks_results(one, tmp_path):
    shutil.copy(HERE / "swept_work.py", tmp_path)
    program = snippet({**OWN, "settings": {"by": 3}}, one, tmp_path)
    expected = [(True, n * 3) for n in range(12)]
    assert results_digest(program, tmp_path) == digest(expected)


@pytest.mark.parametrize("one", WAYS[:2] + WAYS[3:4] + WAYS[5:], ids=lambda one: one.id)
def test_a_program_for_a_built_in_workload_gives_the_yardsticks_results(one, tmp_path):
    from gilrace.workloads import load_module

    work = {"use": "sleep", "items": 6, "settings": {"seconds": 0.001}}
    module = load_module("sleep")
    assert results_digest(snippet(work, one), tmp_path) == digest([module.call(n, 0.001) for n in range(6)])


def test_items_that_a_workload_makes_are_made_by_the_program_too(tmp_path):
    from gilrace.workloads import load_module

    module = load_module("hashing") if hasattr(load_module("hashing"), "items") else load_module("descent")
    name = module.SPEC.name
    made = list(module.items(4)) if hasattr(module, "items") else list(range(4))
    settings = {key: value for key, value in module.SPEC.settings.items() if isinstance(value, int | float)}
    program = snippet({"use": name, "items": 4, "settings": settings}, Candidate("threads", 2))
    assert results_digest(program, tmp_path) == digest([module.call(item, **settings) for item in made])


@pytest.mark.parametrize("one", [WAYS[0], WAYS[1], WAYS[5]], ids=lambda one: one.id)
def test_a_function_that_is_a_coroutine_is_awaited_or_run(one, tmp_path):
    (tmp_path / "lib").mkdir()
    shutil.copy(HERE / "swept_work.py", tmp_path / "lib")
    work = {"use": "./lib/swept_work.py:only_awaited", "items": {"range": [2, 8]}}
    twin = {"async": work["use"]} if one.strategy == "asyncio" else {}
    program = snippet({**work, **twin}, one, tmp_path)
    assert results_digest(program, tmp_path) == digest(list(range(3, 9)))


def test_files_are_found_again(tmp_path):
    shutil.copy(HERE / "swept_work.py", tmp_path)
    (tmp_path / "one.txt").write_text("")
    (tmp_path / "own.py").write_text("def size(path):\n    return (path, len(open(path).read()))\n")
    work = {"use": "./own.py:size", "items": {"glob": "*.txt"}}
    program = snippet(work, Candidate("threads", 2), tmp_path)
    assert results_digest(program, tmp_path) == digest([("one.txt", 0)])


def test_work_that_waits_for_a_server_of_the_races_cannot_be_a_program():
    with pytest.raises(InputError, match="only a race sets up"):
        snippet({"use": "fetch", "items": 3}, Candidate("asyncio", 3))
