"""A race below a real CPU quota, where this machine lets one be set: that it was stopped is told."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

V1, V2 = Path("/sys/fs/cgroup/cpu"), Path("/sys/fs/cgroup")
RACE = "workload: {use: primes, items: 10, settings: {below: 20000}}\nlanes: [sequential]\nrounds: 1\n"
PROGRAM = """
import json, os, sys
from gilrace.race.events import HeatEnded
from gilrace.race.session import RaceSession
from gilrace.scenario import load
session = RaceSession(load(sys.argv[2]))
with open(sys.argv[1], "w") as group:  # once all is imported: the quota is small
    group.write(str(os.getpid()))
session.run()
(end,) = (event for event in session.events() if isinstance(event, HeatEnded))
print(json.dumps([end.status, end.caveats, dict(end.metrics)]))
"""


@pytest.fixture
def quota():
    """The folder of a control group that may use a fifth of a core; removed at the end."""
    old = (V1 / "cpu.cfs_quota_us").exists()
    folder = (V1 if old else V2) / f"gilrace-test-{os.getpid()}"
    try:
        folder.mkdir()
        if old:
            (folder / "cpu.cfs_quota_us").write_text("20000")
        else:
            (folder / "cpu.max").write_text("20000 100000")
    except OSError as error:
        if folder.is_dir():
            folder.rmdir()
        pytest.skip(f"no control group with a quota can be made here: {error}")
    yield folder
    for _ in range(200):
        if not (folder / "cgroup.procs").read_text():
            break
        threading.Event().wait(0.01)  # the kernel takes a moment to let the last process go
    folder.rmdir()


def test_a_heat_that_a_quota_stopped_says_how_long(quota, tmp_path):
    (tmp_path / "race.yaml").write_text(RACE)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(quota / "cgroup.procs"), str(tmp_path / "race.yaml")],
        env={**os.environ, "GILRACE_QUEUE": "off"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    status, caveats, metrics = json.loads(done.stdout)
    assert status == "finished"
    assert "throttled" in caveats
    assert metrics["throttled_ns"] > 0
