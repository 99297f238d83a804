"""``gilrace run`` as a script sees it: streams, files and exit codes."""

import json
import os
import signal
import subprocess
import sys

import pytest
from gilrace_called import call


@pytest.fixture
def gilrace(tmp_path):
    def run(*args, **more):
        return subprocess.run(
            [sys.executable, "-m", "gilrace", *map(str, args)],
            capture_output=True,
            check=False,
            text=True,
            cwd=tmp_path,
            timeout=100,
            env={**os.environ, "HOME": str(tmp_path)},
            **more,
        )

    return run


@pytest.fixture
def race(tmp_path):
    def write(name="a-race", **more):
        text = {
            "workload": {"use": "sum_squares", "items": 2},
            "lanes": ["sequential", "asyncio"],
            "rounds": 1,
            **more,
        }
        path = tmp_path / f"{name}.yaml"
        path.write_text(json.dumps(text))
        return path

    return write


def own(tmp_path, code, **more):
    (tmp_path / "mine.py").write_text(code)
    return {"workload": {"use": "./mine.py:work", "items": {"range": [0, 8, 1]}}, **more}


def test_the_result_goes_to_stdout_and_the_story_to_stderr(gilrace, race):
    done = gilrace("run", race())
    assert done.returncode == 0
    assert "heat 1 of 2, sequential, 1 worker: started" in done.stderr
    assert "Why:" in done.stdout
    assert "started" not in done.stdout


def test_json_on_stdout_is_one_document_and_nothing_else(gilrace, race):
    done = gilrace("run", race(), "--json", "-")
    document = json.loads(done.stdout)
    assert document["race"]["name"] == "a-race"
    assert [lane["id"] for lane in document["lanes"]] == ["sequential", "asyncio"]
    assert len({heat["digest"] for lane in document["lanes"] for heat in lane["heats"]}) == 1


def test_several_scenarios_give_a_list_and_a_folder_of_recordings(gilrace, race, tmp_path):
    done = gilrace("run", race("one"), race("two"), "--json", "out.json", "--record", "recs", "-q")
    assert done.returncode == 0
    assert [x["race"]["name"] for x in json.loads((tmp_path / "out.json").read_text())] == ["one", "two"]
    heads = [line.partition(":")[0] for line in done.stdout.splitlines() if line.startswith("race ")]
    assert heads == ["race one", "race two"]
    assert done.stdout.endswith("\n2 races; expectations: none.\n")
    assert sorted(path.name for path in (tmp_path / "recs").iterdir()) == ["one.race", "two.race"]
    again = gilrace("replay", tmp_path / "recs" / "one.race", "--json", "-")
    assert json.loads(again.stdout)["race"]["name"] == "one"
    told = gilrace("replay", tmp_path / "recs" / "one.race")
    assert "sequential: finished in" in told.stdout


@pytest.mark.parametrize(
    ("expect", "options", "codes"),
    [
        (["same_results"], (), (0,)),
        (["sequential.errors > 5"], (), (1,)),
        (["asyncio.speedup > 50"], ("--lanes", "asyncio"), (0,)),  # the yardstick is left out: undecided
        (["asyncio.speedup > 50"], ("--lanes", "asyncio", "--strict"), (1, 3)),  # 3: the machine is busy
        ([{"needs": {"cores": 4096}}, "sequential.errors > 5"], (), (0,)),
    ],
)
def test_expectations_decide_the_exit_code(race, expect, options, codes):
    work = {"use": "sleep", "items": 3, "settings": {"seconds": 0.05}}
    path = race(workload=work, lanes=["sequential", {"asyncio": {"limit": 1}}], expect=expect)
    assert call("run", path, *options).returncode in codes


def test_of_several_races_the_last_line_says_what_failed_where(gilrace, race):
    expect = ["same_results", "sequential.errors > 5"]
    done = gilrace("run", race("one", expect=expect), race("two", expect=expect[:1]), "-q")
    assert done.returncode == 1
    *_, total, failed = done.stdout.splitlines()
    assert total == "2 races; expectations: 2 held, 1 failed."
    assert failed.startswith("  failed in one: sequential.errors > 5 (")


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("import os\ndef work(x): os._exit(3)\n", 4),
        ("import time\ndef work(x): time.sleep(99)\n", 4),
        ("import nothing_like_this\ndef work(x): return x\n", 4),
        ("def work(x): return x\n", 0),
        ("def work(x): raise ValueError(x)\n", 0),
    ],
)
def test_lanes_that_crash_or_hang_give_exit_code_4(gilrace, race, tmp_path, code, status):
    limit = "700ms" if "sleep" in code else "20s"
    path = race(**own(tmp_path, code, lanes=["sequential"], timeout=limit))
    done = gilrace("run", path)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stdout


def test_an_interpreter_that_is_missing_gives_exit_code_3(gilrace, race):
    done = gilrace("run", race(lanes=["sequential", {"threads": {"python": "python9.9"}}]))
    assert done.returncode == 3
    assert "python9.9" in done.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nothing-like-this"], "nothing-like-this"),
        (["a-race.yaml", "--lanes", "thread"], "no lane"),
        (["a-race.yaml", "--rounds", "0"], "--rounds is 0"),
        (["a-race.yaml", "--workers", "1000000"], "--workers"),
        (["a-race.yaml", "--timeout", "soon"], "--timeout"),
        (["a-race.yaml", "--timeout", "-1s"], "--timeout"),
        (["a-race.yaml", "--json", "no/such/folder.json"], "cannot write"),
        (["a-race.yaml", "--record", "no/such/folder.race"], "cannot write"),
        (["a-race.yaml", "--record", "a-race.yaml/x"], "cannot write"),
        (["bad.yaml"], "bad.yaml:"),
        ([], "Missing argument"),
    ],
)
def test_bad_input_is_told_and_exits_with_2(race, tmp_path, monkeypatch, args, words):
    monkeypatch.chdir(tmp_path)
    race(workload={"use": "sum_squares", "items": 1}, lanes=["sequential", "threads"])
    (tmp_path / "bad.yaml").write_text("workload: {use: prymes}\n")
    done = call("run", *args)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_speed_up_is_not_judged_against_another_yardstick(gilrace, race):
    path = race(lanes=["sequential", "asyncio", {"threads": {"workers": 2}}], expect=["threads.speedup > 50"])
    assert gilrace("run", path, "--lanes", "T,A").returncode == 0
    assert "sequential, was left out" in gilrace("run", path, "--lanes", "T,A").stdout


def test_a_reader_that_goes_away_ends_the_race_quietly(gilrace, race, tmp_path):
    path = race(workload={"use": "sleep", "items": 400, "settings": {"seconds": 0.02}}, lanes=["sequential"])
    program = subprocess.Popen(
        [sys.executable, "-m", "gilrace", "run", str(path), "--plain"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    program.stderr.readline()
    program.stderr.close()
    program.stdout.close()
    assert program.wait(timeout=20) == 128 + signal.SIGPIPE


def test_an_interrupted_race_keeps_what_was_measured(gilrace, race, tmp_path):
    path = race(workload={"use": "sleep", "items": 400, "settings": {"seconds": 0.02}})
    program = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "gilrace",
            "run",
            str(path),
            "--plain",
            "--record",
            "cut.race",
            "--json",
            "cut.json",
        ],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    for line in program.stderr:
        if "started" in line:
            break
    program.send_signal(signal.SIGTERM)
    program.stderr.read()
    program.stderr.close()
    assert program.wait(timeout=20) == 130
    assert json.loads((tmp_path / "cut.json").read_text())["race"]["closed"] == "stopped"
    assert gilrace("replay", tmp_path / "cut.race").returncode == 0


@pytest.mark.parametrize(
    "args", [["--help"], ["run", "--help"], ["check", "--help"], ["--version"], ["doctor"]]
)
def test_help_version_and_doctor_work_without_a_home(args, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "gilrace", *args],
        capture_output=True,
        check=False,
        text=True,
        env={"PATH": os.environ["PATH"]},
        cwd="/",
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
