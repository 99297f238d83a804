"""`gilrace sweep` and `gilrace advise`, for real, on work that takes milliseconds."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gilrace.cli import root
from gilrace.errors import InputError

HERE = Path(__file__).parent
SMALL = (
    "--strategies",
    "threads,asyncio",
    "--workers",
    "1,2,4,8",
    "--chunks",
    "auto",
    "--budget",
    "4s",
    "--quiet",
)


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(HERE / "swept_work.py", tmp_path)
    return tmp_path


def run(*words):
    return CliRunner().invoke(root, list(words), catch_exceptions=True)


def test_a_sweep_of_ones_own_function_answers_with_table_curve_fit_and_recording(here):
    twin = ("--async-twin", "./swept_work.py:anaps")
    ran = run(
        "sweep",
        "./swept_work.py:naps",
        "--items",
        "16",
        *twin,
        *SMALL,
        "--record",
        "it.race",
        "--json",
        "it.json",
    )
    assert ran.exit_code == 0, ran.output
    assert "Amdahl" in ran.stdout
    assert "threads ×8" in ran.stdout
    told = json.loads(Path("it.json").read_text())
    assert told["advice"]["strategy"] in ("threads", "asyncio")
    assert told["advice"]["workers"] in (4, 8)  # the heats are too short to tell these two apart every time
    threads = next(one for one in told["curves"] if one["strategy"] == "threads")
    assert [point["workers"] for point in threads["points"]] == [1, 2, 4, 8]
    assert threads["waits"] is True
    assert threads["fit"]["usl"]["contention"] < 0.3


def test_advice_from_a_recording_is_the_sweeps_and_comes_with_code_that_runs(here):
    ran = run(
        "sweep", "./swept_work.py:naps", "--items", "12", *SMALL, "--record", "it.race", "--json", "it.json"
    )
    assert ran.exit_code == 0, ran.output
    again = run("advise", "--from", "it.race", "--json", "-", "--snippet", "advised.py")
    assert again.exit_code == 0, again.output
    told, before = json.loads(again.stdout), json.loads(Path("it.json").read_text())["advice"]
    assert {**told, "snippet": ""} == before
    assert told["snippet"] == Path("advised.py").read_text()
    compile(told["snippet"], "advised.py", "exec")


def test_other_results_disqualify_and_a_crash_drops_out_and_the_sweep_goes_on(here):
    few = (
        "--items",
        "8",
        "--strategies",
        "threads,processes",
        "--workers",
        "2",
        "--chunks",
        "auto",
        "--quiet",
    )
    for function, status in (("differs", "disqualified"), ("crashes", "failed")):
        ran = run(
            "sweep", f"./swept_work.py:{function}", *few, "--budget", "8s", "--no-preflight", "--json", "-"
        )
        assert ran.exit_code == 0, ran.output
        rows = {row["id"]: row for row in json.loads(ran.stdout)["candidates"]}
        assert rows["processes-2"]["status"] == status
        assert rows["processes-2"]["reason"]
        assert json.loads(ran.stdout)["advice"]["strategy"] in ("sequential", "threads")


def test_plain_has_no_drawing_and_tells_every_point(here):
    ran = run(
        "sweep", "io-two-sleeps", "--strategies", "asyncio", "--workers", "1,2", "--budget", "3s", "--plain"
    )
    assert ran.exit_code == 0, ran.output
    assert not set("│└●⠂") & set(ran.stdout)
    assert "2 workers:" in ran.stdout
    assert "started" in ran.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sweep",), "nothing to sweep"),
        (("sweep", "io-sleep", "--workers", "0"), "--workers: '0'"),
        (("sweep", "io-sleep", "--workers", "99999999"), "--workers"),
        (("sweep", "io-sleep", "--chunks", "some"), "or auto"),
        (("sweep", "io-sleep", "--strategies", "thread"), "thread"),
        (("sweep", "io-sleep", "--strategies", "sequential"), "nothing to compare"),
        (("sweep", "io-sleep", "--budget", "soon"), "--budget"),
        (("sweep", "io-sleep", "--budget", "0"), "--budget"),
        (("sweep", "io-sleep", "--items", "5"), "--items is for a function"),
        (("sweep", "deadlock-that-is-not"), "no scenario"),
        (("sweep", "lock-order"), "is a demo"),
        (("sweep", "io-sleep", "--workers", ",".join(str(n) for n in range(1, 60))), "too many"),
        (("sweep", "io-sleep", "--json", "/no/such/folder/x"), "cannot write"),
        (("advise",), "name either"),
        (("advise", "io-sleep", "--from", "x"), "name either"),
        (("advise", "--from", "not-there"), "not-there"),
    ],
)
def test_bad_input_is_one_clear_error(words, told, here):
    ran = run(*words)
    assert isinstance(ran.exception, InputError), ran.output
    assert told in str(ran.exception)
    assert ran.exception.exit_code == 2


def test_safe_mode_runs_no_function_and_writes_no_file(here, monkeypatch):
    monkeypatch.setenv("GILRACE_SAFE", "1")
    for words in (
        ("sweep", "./swept_work.py:naps"),
        ("sweep", "io-sleep", "--record", "x.race"),
        ("sweep", "io-sleep", "--html", "x.html"),
        ("advise", "io-sleep", "--snippet", "x.py"),
    ):
        ran = run(*words)
        assert isinstance(ran.exception, InputError), ran.output
        assert "safe mode" in str(ran.exception)
    assert {path.name for path in here.iterdir()} == {"swept_work.py"}
