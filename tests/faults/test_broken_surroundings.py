"""Limits, locales, homes, clocks and names that a race is run with."""

import os
import re
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from gilrace_faults import LONG, mostly_long

import gilrace
from gilrace.errors import InputError
from gilrace.scenario import load
from gilrace.scenario.override import override

SOURCE = Path(gilrace.__file__).parent


def limit(what, size):
    """To be called in the child: a limit that cannot be raised."""
    return lambda: resource.setrlimit(what, (size, size))


def test_a_race_of_many_workers_needs_few_descriptors(hurt):
    lanes = "threads: {workers: 200}, processes: {workers: 8}, asyncio: {limit: 500}"
    race = hurt(lanes, items=600, seconds=0.001, before=limit(resource.RLIMIT_NOFILE, 64))
    assert race.finish() == 0
    race.recorded_all_up_to_the_end()
    race.leaves_nothing()


@LONG
def test_more_connections_than_descriptors_is_told_by_the_lane(hurt):
    text = """
workload: {use: fetch, items: 200, server: {delay: 100ms}}
lanes: [sequential, asyncio: {limit: 200}]
rounds: 1
"""
    race = hurt(text=text.replace("sequential, ", ""), before=limit(resource.RLIMIT_NOFILE, 96))
    code = race.finish()
    assert code in (0, 3, 4)
    told = race.out + race.err
    assert code == 0 or "descriptors" in told or "open files" in told, told
    race.leaves_nothing()


def test_too_little_memory_for_an_item_is_an_error_of_that_item(hurt, tmp_path):
    (tmp_path / "greedy.py").write_text(
        "def work(item):\n    return len(bytearray(1 << 40 if item == 3 else 10))\n"
    )
    text = "workload: {use: './greedy.py:work', items: 6}\nlanes: [sequential, threads]\nrounds: 1\n"
    race = hurt(text=text, before=limit(resource.RLIMIT_AS, 2 << 30))
    assert race.finish() == 0
    events = race.recorded_all_up_to_the_end()
    assert [e.metrics["errors"] for e in events if e.kind == "end"] == [1, 1]
    race.leaves_nothing()


def race_of(folder, lane):
    path = folder / "many.yaml"
    path.write_text(f"workload: {{use: nap}}\nlanes: [{lane}]\n")
    return load(path)


@pytest.mark.parametrize(
    ("lane", "words"),
    [
        ("threads: {workers: 1000000}", "too many"),
        ("processes: {workers: 100000}", "too many"),
        ("asyncio: {limit: 10000000000}", "100000"),
    ],
)
def test_a_runaway_number_of_workers_is_refused(tmp_path, lane, words):
    with pytest.raises(InputError, match=words):
        race_of(tmp_path, lane)


@pytest.mark.parametrize("number", [0, -1, 1_000_000, 99999999999999999999])
def test_a_runaway_number_on_the_command_line_is_refused(tmp_path, number):
    with pytest.raises(InputError, match="workers"):
        override(race_of(tmp_path, "threads"), workers=number)


@pytest.mark.parametrize("language", mostly_long("C", "tr_TR.UTF-8", "POSIX", "nonsense"))
def test_any_locale_will_do(hurt, language):
    race = hurt("sequential, threads", items=3, env={"LC_ALL": language, "LANG": language, "PYTHONUTF8": "0",
                                                     "PYTHONCOERCECLOCALE": "0"},
                text="title: Zwölf 猫 ıİ\nworkload: {use: nap, items: 3, settings: {seconds: 0.001}}\n"
                     "lanes: [sequential, threads: {label: Fäden}]\nrounds: 1\n")  # fmt: skip
    assert race.finish() == 0, race.err
    assert "finished" in race.err
    race.recorded_all_up_to_the_end()
    race.leaves_nothing()


@LONG
def test_ascii_output_and_a_strict_encoding_break_nothing(hurt):
    text = "title: 猫\nworkload: {use: nap, items: 2}\nlanes: [sequential: {label: ü}]\nrounds: 1\n"
    race = hurt(text=text, env={"PYTHONIOENCODING": "ascii:strict", "LC_ALL": "C"})
    assert race.finish() == 0
    assert race.out.isascii()
    race.leaves_nothing()


@pytest.mark.parametrize(
    "name",
    mostly_long(
        "two\nlines.yaml", "ünïcödé 猫.yaml", "  blanks .yaml", "-dash.yaml", "quo'te\".yaml", quick=2
    ),
)
def test_a_scenario_and_its_recording_may_be_called_anything(tmp_path, name):
    path = tmp_path / name
    path.write_text(
        "workload: {use: nap, items: 1, settings: {seconds: 0.001}}\nlanes: [sequential]\nrounds: 1\n"
    )
    record = tmp_path / f"{path.stem}.race"
    command = [sys.executable, "-m", "gilrace", "run", "-q", "--record", str(record), "--", str(path)]
    told = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    if "\n" not in name:
        assert told.returncode == 0, told.stderr
        assert record.exists()
    assert "Traceback" not in told.stderr
    assert told.returncode in (0, 2)


def test_without_a_home_everything_still_works(tmp_path):
    bare = {
        "PATH": os.environ["PATH"],
        "GILRACE_QUEUE": "off",
        "GILRACE_HISTORY": str(tmp_path / "h.sqlite3"),
    }
    if "PYTHONPATH" in os.environ:
        bare["PYTHONPATH"] = os.environ["PYTHONPATH"]
    race = ("run", "io-sleep", "--rounds", "1", "--lanes", "asyncio", "-q")
    for words in (race, ("paths",), ("config",), ("history",), ("list",)):
        told = subprocess.run(
            [sys.executable, "-m", "gilrace", *words], capture_output=True, text=True, check=False, env=bare,
            cwd=tmp_path, timeout=100,
        )  # fmt: skip
        assert (told.returncode, told.stderr) == (0, ""), words


NOBODY = """
import importlib, os
for name in ("paths", "config", "history"):
    importlib.import_module(f"gilrace.cli.{name}_cmd")
import platformdirs, gilrace.tui.settings, gilrace.history.asking, gilrace.scenario, gilrace.own.trust
from gilrace.cli import main
os.setgroups([]); os.setgid(54321); os.setuid(54321)
os.environ.pop("HOME", None)
os.environ.pop("GILRACE_HISTORY", None)
for words in (["paths"], ["config"], ["history"]):
    try:
        main(words)
    except SystemExit as end:
        assert end.code in (None, 0, 2), (words, end.code)
print("through")
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody whom the machine does not know")
def test_a_user_whom_the_machine_does_not_know_gets_no_traceback():
    told = subprocess.run(
        [sys.executable, "-c", NOBODY], capture_output=True, text=True, check=False, cwd="/", timeout=100
    )
    assert "Traceback" not in told.stderr, told.stderr
    assert told.stdout.endswith("through\n")


def test_no_measurement_looks_at_the_wall_clock():
    wall = re.compile(r"\btime\.time(_ns)?\(|\bfrom time import [^\n]*\btime\b(?!_)|datetime\.now\(")
    allowed = {
        "race/referee.py": 1,  # when the race began, for people
        "race/turns.py": 1,  # since when another race runs, for people
    }
    found = {}
    for path in SOURCE.rglob("*.py"):
        hits = len(wall.findall(path.read_text("utf-8")))
        name = path.relative_to(SOURCE).as_posix()
        if hits and name.split("/")[0] in (
            "race",
            "host",
            "lane",
            "strategies",
            "meters",
            "analysis",
            "console",
        ):
            found[name] = hits
    assert found == allowed


def test_a_wall_clock_that_jumps_changes_no_measurement(hurt, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import time, itertools\n"
        "jumps = itertools.cycle((0, 3.2e9, -1e9, 86400.0, 1.0))\n"
        "time.time = lambda: next(jumps)\n"
        "time.time_ns = lambda: int(next(jumps) * 1e9)\n"
    )
    (tmp_path / "own.py").write_text("import time\ndef work(item):\n    time.sleep(0.01)\n    return item\n")
    paths = [str(tmp_path / "site"), *filter(None, [os.environ.get("PYTHONPATH")])]
    text = (
        "workload: {use: './own.py:work', items: 20}\n"
        "lanes: [sequential, threads, processes, asyncio]\nrounds: 1\n"
    )
    race = hurt(text=text, env={"PYTHONPATH": os.pathsep.join(paths)})
    assert race.finish() == 0, race.err
    events = race.recorded_all_up_to_the_end()
    times = [e.t for e in events if e.kind == "sample"]
    assert times == sorted(times)
    assert events[-1].t < 60e9
    walls = [e.metrics["wall_ns"] for e in events if e.kind == "end"]
    assert all(0.02e9 < wall < 20e9 for wall in walls)
    race.leaves_nothing()
