"""`gilrace sweep` and `gilrace advise`, for real, on work that takes milliseconds."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from gilrace.cli import root
from gilrace.errors import InputError

HERE = Path(__file__).parent
FEW = ("--strategies", "threads", "--workers", "1,2,4,8", "--chunks", "auto", "--budget", "60s")


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """One sweep for all who look at what it leaves: its folder, and the run of the command.

    It ends by itself well before its budget: twice the threads are twice as fast.
    """
    folder = tmp_path_factory.mktemp("swept")
    shutil.copy(HERE / "swept_work.py", folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        work = ("./swept_work.py:dozes", "--items", "16", *FEW, "--no-break-even", "--plain")
        ran = run("sweep", *work, "--record", "it.race", "--json", "it.json", "--html", "it.html")
    assert ran.exit_code == 0, ran.output
    return folder, ran


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(HERE / "swept_work.py", tmp_path)
    return tmp_path


def run(*words):
    return CliRunner().invoke(root, list(words), catch_exceptions=True)


def test_a_sweep_of_ones_own_function_is_told_in_sentences(swept):
    _, ran = swept
    assert "Threads: " in ran.stdout
    assert "8 workers:" in ran.stdout
    assert "As a program: gilrace advise --from it.race" in ran.stdout
    assert "started" in ran.stderr
    assert not set("│└●⠂") & set(ran.stdout)


def test_its_document_has_the_advice_the_curve_and_the_fit(swept):
    folder, _ = swept
    told = json.loads((folder / "it.json").read_text())
    advice = told["advice"]
    close = advice["sure"] == "tie"  # on a machine that is very busy
    assert (advice["strategy"], advice["workers"]) in {("threads", 4), ("threads", 8)} or close
    (threads,) = told["curves"]
    assert [point["workers"] for point in threads["points"]] == [1, 2, 4, 8]
    assert threads["waits"] is True
    assert threads["fit"]["usl"]["contention"] < 0.4 or close


def test_advice_from_its_recording_is_the_same_and_comes_with_code(swept, monkeypatch):
    folder, _ = swept
    monkeypatch.chdir(folder)
    again = run("advise", "--from", "it.race", "--json", "-", "--snippet", "advised.py")
    assert again.exit_code == 0, again.output
    told, before = json.loads(again.stdout), json.loads(Path("it.json").read_text())["advice"]
    assert {**told, "snippet": ""} == before
    assert told["snippet"] == Path("advised.py").read_text()
    compile(told["snippet"], "advised.py", "exec")


def test_its_recording_can_be_replayed_and_reported(swept, monkeypatch):
    folder, _ = swept
    monkeypatch.chdir(folder)
    assert run("replay", "it.race", "--plain").exit_code == 0
    assert run("report", "it.race", "--html", "again.html").exit_code == 0
    assert "What to use" in Path("again.html").read_text()
    assert "Scaling of threads" in Path("it.html").read_text()


def test_other_results_disqualify_and_a_crash_drops_out_and_the_sweep_goes_on(here):
    few = ("--items", "8", "--strategies", "processes", "--workers", "2", "--chunks", "auto", "--quiet")
    for function, status in (("differs", "disqualified"), ("crashes", "failed")):
        more = ("--budget", "40s", "--no-break-even", "--no-preflight", "--json", "-")
        ran = run("sweep", f"./swept_work.py:{function}", *few, *more)
        assert ran.exit_code == 0, ran.output
        rows = {row["id"]: row for row in json.loads(ran.stdout)["candidates"]}
        assert rows["processes-2"]["status"] == status
        assert rows["processes-2"]["reason"]
        assert json.loads(ran.stdout)["advice"]["strategy"] == "sequential"


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


def test_a_sweep_that_is_stopped_keeps_what_was_measured(here):
    from threading import Event

    from gilrace.own.racing import scenario_of, written
    from gilrace.race.events import HeatEnded
    from gilrace.race.plan import Options
    from gilrace.race.state import fold
    from gilrace.sweep.answer import answer
    from gilrace.sweep.sweeping import sweep_of

    scenario = scenario_of(written("./swept_work.py:naps", 8), here)
    session = sweep_of(scenario, options=Options(trusted=True)).session()
    session.start()
    tick = Event()
    for _ in range(4000):
        if sum(isinstance(event, HeatEnded) for event in session.events()) >= 3:
            break
        tick.wait(0.005)
    session.stop()
    assert session.join(20)
    state = fold(session.events())
    made = answer(state)
    assert state.closed == "stopped"
    assert made.chosen is not None
    assert any("stopped" in doubt for doubt in made.doubts)
    assert 2 <= sum(row.wall is not None for row in made.rows) <= 6
