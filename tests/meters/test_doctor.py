import json
import subprocess
import sys
from importlib import metadata

import pytest
from click.testing import CliRunner

from gilrace.cli import doctor_cmd
from gilrace.meters import check_machine, check_python, check_seeing, checkup
from gilrace.meters.checkup import Surroundings, can_race, findings
from gilrace.meters.finding import bad, good, warn


def doctor(monkeypatch, made, *args):
    monkeypatch.setattr(doctor_cmd, "findings", lambda surroundings: iter(made))
    return CliRunner().invoke(doctor_cmd.command, args)


def test_doubts_leave_the_machine_ready_and_say_what_to_do(monkeypatch):
    result = doctor(monkeypatch, [good("cores", "2"), warn("noise", "90 %", "close the game")])
    assert result.exit_code == 0
    assert result.output.splitlines() == [
        "✓ cores         2",
        "▲ noise         90 %",
        "                → close the game",
        "",
        "Ready to race. In doubt: noise.",
    ]


def test_what_cannot_race_exits_with_3_and_names_the_reason(monkeypatch):
    result = doctor(monkeypatch, [good("cores", "2"), bad("packages", "missing: rich", "pip install rich")])
    assert result.exit_code == 3
    assert "✗ packages      missing: rich" in result.output
    assert result.output.endswith("until this is put right: packages\n")


def test_json_is_one_object_with_everything(monkeypatch):
    result = doctor(monkeypatch, [warn("noise", "90 %", "close the game")], "--json")
    told = json.loads(result.output)
    assert told["ready"] is True
    assert told["findings"] == [
        {"name": "noise", "level": "warn", "text": "90 %", "advice": "close the game"}
    ]
    assert told["machine"]["cores"] >= 1
    assert told["interpreters"][0]["executable"] == sys.executable


def test_signs_that_cannot_be_written_are_words():
    line = doctor_cmd.line_of(warn("noise", "90 %", "wait"), plain=True)
    assert line == "!! noise         90 %\n                 -> wait"
    assert line.isascii()


def test_a_check_that_fails_is_a_doubt_and_the_rest_goes_on():
    def broken(surroundings):
        raise RuntimeError("odd")

    made = list(findings(Surroundings({}, ()), {"a": broken, "b": lambda s: good("b", "fine")}))
    assert made == [warn("a", "could not be looked at: RuntimeError: odd"), good("b", "fine")]
    assert can_race(made)


def test_every_check_answers_on_a_machine_without_proc_home_and_terminal(tmp_path, monkeypatch):
    monkeypatch.setattr(check_seeing.time, "sleep", lambda seconds: None)
    made = {f.name: f for f in findings(Surroundings({"PATH": ""}, (None, None, None), tmp_path))}
    assert list(made) == list(checkup.CHECKS)
    assert not [f for f in made.values() if "could not be looked at" in f.text]
    assert made["gil wait"].level == "warn"
    assert made["terminal"].level == "warn"
    assert can_race(list(made.values()))


def test_the_real_program_runs_in_an_empty_environment():
    run = subprocess.run(
        [sys.executable, "-m", "gilrace", "doctor"],
        env={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.isascii()
    assert b"Ready to race" in run.stdout
    assert b"could not be looked at" not in run.stdout


def test_a_missing_package_is_named_with_the_way_to_get_it():
    def version(name):
        if name == "textual":
            raise metadata.PackageNotFoundError(name)
        return "1"

    finding = check_python.packages(version)
    assert (finding.level, finding.text, finding.advice) == (
        "bad",
        "missing: textual",
        "pip install textual",
    )


def test_a_missing_extra_is_fine():
    def version(name):
        raise metadata.PackageNotFoundError(name)

    finding = check_python.extras(version)
    assert finding.level == "good"
    assert "gilrace[gil]" in finding.text


def test_one_core_is_a_doubt(tmp_path):
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text("0::/\n")
    (tmp_path / "sys/fs/cgroup").mkdir(parents=True)
    (tmp_path / "sys/fs/cgroup/cpu.max").write_text("50000 100000\n")
    finding = check_machine.cores(tmp_path)
    assert finding.level == "warn"
    assert "1 usable" in finding.text
    assert "a quota of 0.5" in finding.text


def test_no_place_for_scratch_files_means_no_race(tmp_path):
    assert check_machine.scratch(lambda: str(tmp_path / "gone")).level == "bad"
    assert check_machine.scratch(lambda: str(tmp_path)).level == "good"


@pytest.mark.skipif(sys.platform != "linux", reason="/dev/shm is Linux's")
def test_missing_shared_memory_says_how_to_mount_it(tmp_path):
    finding = check_machine.shared_memory(tmp_path)
    assert finding.level == "warn"
    assert "tmpfs" in finding.advice


def test_a_quiet_machine_and_a_noisy_one_are_told_apart(fake_proc):
    fake_proc.cores([(0, 0), (0, 0)])
    quiet = check_seeing.noise(fake_proc.folder.parent, sleep=lambda s: fake_proc.cores([(0, 50), (0, 50)]))
    assert quiet.level == "good"
    noisy = check_seeing.noise(
        fake_proc.folder.parent, sleep=lambda s: fake_proc.cores([(500, 50), (500, 50)])
    )
    assert noisy.level == "warn"


def test_a_hypervisor_that_takes_time_makes_a_machine_noisy(fake_proc):
    finding = check_seeing.noise(
        fake_proc.folder.parent, sleep=lambda s: fake_proc.cores([(0, 80)], steal=20)
    )
    assert finding.level == "warn"
    assert "the hypervisor took 20 %" in finding.text
