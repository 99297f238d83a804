"""Trying to get out of safe mode: by files, keys, options, links and the environment."""

import os
import subprocess
import sys
import uuid

import pytest
from gilrace_called import call

from gilrace import safety
from gilrace.errors import InputError
from gilrace.own import trust
from gilrace.plain.app import FIRST
from gilrace.scenario import load
from gilrace.tui.keys import TABLE

OUTSIDE = f"/dev/shm/gilrace-out-{uuid.uuid4().hex}"
RACE = "lanes: [sequential]\nrounds: 1\n"
OUTSIDE = f"/dev/shm/gilrace-out-{os.getpid()}"
TINY = f"workload: {{use: nap, items: 1, settings: {{seconds: 0.001}}}}\n{RACE}"


@pytest.fixture
def safe(monkeypatch):
    monkeypatch.setenv("GILRACE_SAFE", "1")


@pytest.fixture
def inside(here, tmp_path, monkeypatch):
    """Run a command in safe mode; what it made outside of its own folders."""

    def inside(*words, stdin="", **environ):
        (here / "tiny.yaml").write_text(TINY)
        before = {path for path in tmp_path.rglob("*") if "home" not in path.parts}
        with monkeypatch.context() as patch:
            for name, value in environ.items():
                patch.setenv(name, value)
            told = call("--safe", *words, stdin=stdin)
        assert "Traceback" not in told.stderr
        made = {path for path in tmp_path.rglob("*") if "home" not in path.parts} - before
        return told, made

    return inside


def test_the_program_itself_refuses_it_as_well(here, planted):
    path, mark = planted(here)
    told = subprocess.run(
        [sys.executable, "-m", "gilrace", "--safe", "run", "--trust", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 2
    assert "safe mode" in told.stderr
    assert not mark.exists()


def test_shipped_races_and_built_in_work_run(inside):
    told, made = inside("run", "tiny.yaml", "-q")
    assert (told.returncode, made) == (0, set())
    told, made = inside("run", "gil-hashing", "-q", "--rounds", "1", "--lanes", "sequential")
    assert (told.returncode, made) == (0, set()), told.stderr


@pytest.mark.parametrize("more", [{}, {"GILRACE_SAFE": "0"}, {"GILRACE_TRUST": "1"}])
def test_code_of_ones_own_does_not_run_whatever_else_is_said(inside, here, planted, more):
    path, mark = planted(here)
    for words in (("run", path), ("run", "--trust", path), ("--trust", "run", path), (path,)):
        told, made = inside(*words, **more)
        assert (told.returncode, made) == (2, set()) or words == (path,), told.stderr
        assert "safe mode" in told.stderr + told.stdout
    assert not mark.exists()


def test_a_trusted_folder_is_not_trusted_in_safe_mode(here, planted, safe, monkeypatch):
    path, _ = planted(here)
    monkeypatch.delenv("GILRACE_SAFE")
    trust.allow_made([here])
    assert trust.doubt(load(path)) is None
    monkeypatch.setenv("GILRACE_SAFE", "1")
    with pytest.raises(InputError, match="safe mode"):
        trust.doubt(load(path))


@pytest.mark.parametrize(
    "text",
    [
        f"workload: {{use: 'os:system', items: ['id']}}\n{RACE}",
        f"workload: {{use: primes, items: {{call: './evil.py:work'}}}}\n{RACE}",
        f"workload: {{use: './link.py:work', items: 1}}\n{RACE}",
        "workload: {use: primes, items: 2}\nlanes: [sequential: {python: /bin/sh}]\n",
        "workload: {use: primes, items: 2}\nlanes: [sequential: {python: sh}]\n",
        "workload: {use: primes, items: 2}\nlanes: [sequential: {python: ./python3}]\n",
        f"workload: {{use: fetch, url: 'http://192.0.2.1/'}}\n{RACE}",
        f"workload: {{use: fetch, url: 'http://localhost@192.0.2.1/'}}\n{RACE}",
        f"workload: {{use: fetch, settings: {{url: 'http://192.0.2.1/'}}}}\n{RACE}",
        "workload: {use: fetch, server: {}}\nlanes: [threads: {settings: {url: 'http://192.0.2.1/'}}]\n",
        f"workload: {{use: mandelbrot, settings: {{picture: out.png}}}}\n{RACE}",
        f"workload: {{use: edges, settings: {{picture: ../out.png}}}}\n{RACE}",
        "workload: {use: mandelbrot}\nlanes: [threads: {settings: {picture: out.png}}]\n",
        "workload: {use: handing_back}\nlanes: [threads: {settings: {memory: /etc/hostname}}]\n",
        "workload: {use: handing_back}\nlanes: [threads: {settings: {port: 22, key: ab, how: manager}}]\n",
        "workload: {use: edges}\nlanes: [threads: {settings: {source: /etc/passwd}}]\n",
        f"workload: {{use: word_count, items: {{glob: '../**/*'}}}}\n{RACE}",
        f"workload: {{use: word_count, items: {{glob: 'shortcut/*'}}}}\n{RACE}",
        f"workload: {{use: read_files, items: [/etc/passwd]}}\n{RACE}",
        f"workload: {{use: read_files, settings: {{folder: /etc}}}}\n{RACE}",
        "demo: {use: ./demo.py}\n",
    ],
)
def test_no_scenario_file_reaches_out(inside, here, elsewhere, planted, text, tmp_path):
    _, mark = planted(elsewhere)
    (here / "link.py").symlink_to(elsewhere / "evil.py")
    (here / "evil.py").symlink_to(elsewhere / "evil.py")
    (here / "shortcut").symlink_to("/etc")
    (here / "demo.py").write_text(f"open({os.fspath(mark)!r}, 'w')\ndef demo(): ...\n")
    (here / "python3").write_text(f"#!/bin/sh\ntouch {mark}\n")
    (here / "python3").chmod(0o755)
    (here / "out.yaml").write_text(text)
    told, made = inside("run", "out.yaml", "-q")
    assert told.returncode == 2
    assert "safe mode: " in told.stderr
    assert made <= {here / "tiny.yaml"}
    assert not mark.exists()


@pytest.mark.parametrize(
    "words",
    [
        ("run", "tiny.yaml", "--record", "out"),
        ("run", "tiny.yaml", "tiny.yaml", "--record", "new/folder"),
        ("run", "tiny.yaml", "--json", "out"),
        ("run", "tiny.yaml", "--html", "out"),
        ("run", "tiny.yaml", "--csv", "../out"),
        ("run", "tiny.yaml", "--junit", OUTSIDE),
        ("run", "cpu-primes", "--python", "/bin/sh"),
        ("run", "tiny.yaml", "--python", "./python3"),
        ("race", "./evil.py:work"),
        ("diagnose", "./evil.py:work"),
        ("explore", "./demo.py"),
        ("explore", "./demo.py", "--alone", "1,2"),
        ("lab", "./demo.py"),
        ("new", "mine"),
        ("config", "--edit"),
    ],
)
def test_no_command_runs_code_or_writes_a_file(inside, here, planted, words):
    _, mark = planted(here)
    (here / "demo.py").write_text(f"open({os.fspath(mark)!r}, 'w')\ndef demo(): ...\n")
    told, made = inside(*words, EDITOR=f"touch {mark}", VISUAL="")
    assert told.returncode == 2, told
    assert "safe mode" in told.stderr
    assert made <= {here / "tiny.yaml"}
    assert not mark.exists()
    assert not os.path.exists(OUTSIDE)


def test_a_report_goes_to_standard_output_and_nowhere_else(inside, here):
    recorded = subprocess.run(
        [sys.executable, "-m", "gilrace", "run", "tiny.yaml", "-q", "--record", "r.race", "--no-history"],
        check=False, capture_output=True, cwd=here,
    ) if (here / "tiny.yaml").write_text(TINY) else None  # fmt: skip
    assert recorded.returncode == 0
    told, made = inside("report", "r.race", "--html", "-")
    assert told.stdout.startswith("<!")
    assert made == set()
    for words in (("report", "r.race"), ("report", "r.race", "--csv", "x.csv")):
        told, made = inside(*words)
        assert (told.returncode, made) == (2, set())


def test_the_history_stays_in_its_own_place(inside, here):
    told, made = inside("run", "tiny.yaml", "-q", GILRACE_HISTORY=str(here / "h.sqlite3"))
    assert (told.returncode, made) == (2, set())
    assert "history stays" in told.stderr


def test_plain_mode_writes_and_edits_nothing(inside, here, planted):
    _, mark = planted(here)
    number = 1 + next(place for place, words in enumerate(FIRST) if "new scenario" in words)
    told, made = inside("--plain", stdin=f"{number}\nq\n", EDITOR=f"touch {mark}")
    assert "safe mode: no new scenario is written" in told.stdout
    assert made <= {here / "tiny.yaml"}
    assert not mark.exists()


def test_only_known_words_switch_it_off(monkeypatch):
    for word in ("1", "yes", "on", "true", "2", "nonsense"):
        monkeypatch.setenv("GILRACE_SAFE", word)
        assert safety.is_safe()
    for word in ("", "0", "off", "no", "false"):
        monkeypatch.setenv("GILRACE_SAFE", word)
        assert not safety.is_safe()


def test_a_key_map_binds_known_acts_only(monkeypatch, tmp_path, inside):
    acts = {act.action for acts in TABLE.values() for act in acts}
    assert not any(word in action for action in acts for word in ("suspend", "exec", "system", "shell"))
    folder = tmp_path / "home" / ".config" / "gilrace"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text('[keys]\n"app.suspend_process" = "z"\n')
    told, _ = inside("config")
    assert told.returncode == 2
    assert "is no act" in told.stderr
