import os
import platform
import sys
import threading
from pathlib import Path

import psutil
import pytest

from gilrace.errors import MachineError
from gilrace.meters import interpreters

ANSWER = '["{version}", [{info}], true, false, "CPython", "fork"]'


@pytest.fixture
def place(tmp_path):
    """place(path, script): an executable script below a folder that stands for the home of a person."""

    def make(path, script):
        target = tmp_path / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"#!/bin/sh\n{script}\n")
        target.chmod(0o755)
        return target

    return make


@pytest.fixture
def env(tmp_path):
    return {"HOME": str(tmp_path), "PATH": str(tmp_path / "bin")}


def has_ended(pid):
    """Whether a process has ended; a killed one may need a core to do so, and time to be reaped."""
    threading.Event().wait(0.01)
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def says(version):
    info = ", ".join(version.split("."))
    return f"echo '{ANSWER.format(version=version, info=info)}'"


def refusal(wanted, env, **options):
    with pytest.raises(MachineError) as caught:
        interpreters.probe(wanted, env=env, **options)
    assert caught.value.exit_code == 3
    assert caught.value.advice
    return str(caught.value)


def test_none_is_the_one_running():
    mine = interpreters.probe(None)
    assert mine.executable == Path(sys.executable)
    assert mine.version_info == sys.version_info[:3]


def test_asked_by_its_path_it_says_what_is_known_of_the_one_running(tmp_path):
    link = tmp_path / "python"
    link.symlink_to(os.path.realpath(sys.executable))
    asked = interpreters.probe(link)
    mine = interpreters.running()
    assert asked.version == mine.version
    assert (asked.gil, asked.free_threaded, asked.start_method) == (
        mine.gil,
        mine.free_threaded,
        mine.start_method,
    )


@pytest.mark.parametrize("wanted", ["3.47", "python3.47", "3.47.7"])
def test_a_version_is_found_where_pyenv_keeps_it(place, env, wanted):
    there = place(".pyenv/versions/3.47.7/bin/python3.47", says("3.47.7"))
    assert interpreters.probe(wanted, env=env).executable == there


def test_a_patch_version_is_not_taken_for_a_longer_one(place, env):
    place(".pyenv/versions/3.47.17/bin/python3.47", says("3.47.17"))
    assert "no interpreter '3.47.1' was found" in refusal("3.47.1", env)


def test_a_version_of_the_one_running_means_the_one_running(place, env):
    mine = interpreters.running()
    if mine.free_threaded:
        pytest.skip("its name ends in t")
    other = place(f"bin/python{mine.name}", says(f"{mine.name}.0"))
    assert interpreters.probe(mine.name, env=env) == mine
    assert interpreters.probe(platform.python_version(), env=env) == mine
    assert interpreters.probe(f"python{mine.name}", env=env).executable == other  # the command on PATH
    assert "was found" in refusal(f"{mine.name}t", env)
    assert "was found" in refusal(f"{mine.name}.99", env)


def test_a_command_on_path_comes_before_other_places(place, env):
    there = place("bin/python3.12", says("3.12.0"))
    place(".pyenv/versions/3.12.7/bin/python3.12", says("3.12.7"))
    assert interpreters.probe("python3.12", env=env).executable == there


def test_a_free_threaded_build_is_taken_only_when_asked_for(place, env):
    threaded = place("pythons/3.47t/bin/python3.47t", says("3.47.1"))
    place("pythons/3.47t/bin/python3.47", says("3.47.1"))
    assert interpreters.probe("3.47t", env=env).executable == threaded
    assert "was found" in refusal("3.47", env)


def test_what_is_not_found_names_the_nearest_that_is(place, env):
    place("bin/python3.12", says("3.12.0"))
    text = refusal("pyhton3.12", env)
    assert "no interpreter 'pyhton3.12' was found" in text
    assert "found here: python3.12" in text


def test_an_old_version_is_refused_before_it_is_looked_for(env):
    assert "Python 3.8 is too old" in refusal("python3.8", env)


def test_an_old_one_given_by_path_is_refused(place, env):
    assert "is Python 3.10.4: too old" in refusal(place("old", says("3.10.4")), env)


def test_a_program_that_is_no_python_is_refused(place, env):
    assert "is not a Python that can be asked (exit code 7)" in refusal(place("other", "exit 7"), env)
    assert "is not a Python" in refusal(place("chatty", "echo 12"), env)


def test_a_file_that_may_not_be_run_is_refused(tmp_path, env):
    plain = tmp_path / "plain"
    plain.write_text("x")
    assert "cannot be run" in refusal(plain, env)
    assert "cannot be run" in refusal(tmp_path, env)


def test_a_file_in_no_known_format_is_refused(tmp_path, env):
    odd = tmp_path / "odd"
    odd.write_bytes(b"\x00\x01\x02")
    odd.chmod(0o755)
    with pytest.raises(MachineError, match="cannot be run"):
        interpreters.probe(odd, env=env)


def test_one_that_hangs_is_killed_with_all_it_started(place, tmp_path, env):
    pid_file = tmp_path / "pid"
    script = place("hangs", f"sleep 1000 & echo $! > {pid_file}\nwait")
    assert "gave no answer within 0.3 s" in refusal(script, env, timeout_s=0.3)
    sleeper = int(pid_file.read_text())
    assert any(has_ended(sleeper) for _ in range(1000)), "what it started still runs"


def test_each_is_asked_once_until_it_changes(place, tmp_path, env):
    asked = tmp_path / "asked"
    script = place("counted", f"echo x >> {asked}\n{says('3.12.0')}")
    assert interpreters.probe(script, env=env) == interpreters.probe(script, env=env)
    assert asked.read_text() == "x\n"
    place("counted", f"echo x >> {asked}\n{says('3.12.10')}")
    assert interpreters.probe(script, env=env).version == "3.12.10"


def test_all_that_work_are_found_once_the_running_one_first(place, env):
    place("bin/python3.14", says("3.14.0"))
    place("bin/python3.12", says("3.12.0"))
    place("bin/python3.13", "exit 1")
    place(".pyenv/shims/python3.15", says("3.15.0"))
    (Path(env["HOME"]) / "bin/python3.16").symlink_to("python3.14")
    env["PATH"] = f"{env['PATH']}:{env['HOME']}/.pyenv/shims"
    assert [i.version for i in interpreters.found(env=env)][1:] == ["3.12.0", "3.14.0"]
    assert interpreters.found(env=env)[0] == interpreters.running()


def test_without_home_and_path_the_running_one_is_left():
    assert interpreters.found(env={"PATH": ""}) == [interpreters.running()]


def test_names_tell_free_threaded_builds_apart():
    mine = interpreters.running()
    assert mine.name == f"{sys.version_info[0]}.{sys.version_info[1]}{'t' if mine.free_threaded else ''}"
