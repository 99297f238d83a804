"""Races that are hurt while they run, and what must hold after any of it."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from gilrace_faults import FOUND, leads, parent_of, processes_of, until

from gilrace.race.recording import read

NAP = """
workload: {{use: nap, items: {items}, settings: {{seconds: {seconds}}}}}
lanes: [{lanes}]
rounds: {rounds}
"""


@dataclass
class Hurt:
    """A gilrace that runs, with all it says."""

    process: subprocess.Popen
    marker: str
    folder: Path
    out: str = ""
    err: str = ""
    lines: list = field(default_factory=list)

    @property
    def record(self):
        return self.folder / "r.race"

    def events(self, kind=None):
        """Complete lines of the recording so far."""
        if not self.record.exists():
            return []
        whole = self.record.read_text("utf-8").rpartition("\n")[0]
        found = [json.loads(line) for line in whole.split("\n") if line]
        return [one for one in found if kind in (None, one["kind"])]

    def hosts(self):
        """Lane hosts: the leaders of process groups of their own."""
        return [pid for pid, words in processes_of(self.marker) if "lane_host" in words and leads(pid)]

    def workers(self):
        """Processes of lanes that race, other than their hosts."""
        words = dict(processes_of(self.marker))
        helpers = {pid for pid, said in words.items() if "import main" in said}  # or of a fork server
        forked = {pid for pid in helpers if "forkserver" in words.get(parent_of(pid), "")}
        return [pid for pid in words.keys() - (helpers - forked) - {self.process.pid} if not leads(pid)]

    def heat_runs(self, heat=0, done=1):
        """Wait until some items of a heat are done."""
        until(lambda: any(e["heat"] == heat and e["done"] >= done for e in self.events("sample")))

    def finish(self, limit_s=90.0):
        """Wait for the end; the exit code."""
        self.out, self.err = self.process.communicate(timeout=limit_s)
        return self.process.returncode

    def leaves_nothing(self):
        """No process, no folder of its own, no traceback."""
        until(lambda: not processes_of(self.marker))
        assert not list(self.folder.joinpath("tmp").glob("gilrace-*"))
        assert "Traceback" not in self.out + self.err

    def recorded_all_up_to_the_end(self):
        """The recording can be read and is whole: every heat that began has ended, and the race is closed."""
        events = list(read(self.record))
        assert events[-1].kind == "close"
        started = {e.heat for e in events if e.kind == "heat"}
        assert started == {e.heat for e in events if e.kind == "end"}
        return events


@pytest.fixture
def hurt(tmp_path):
    """Start a race: ``hurt(lanes=, items=, seconds=, rounds=, text=, words=, env=, limits=)``."""
    running = []

    def hurt(
        lanes="sequential, threads, processes", items=40, seconds=0.02, rounds=1, *,
        text=None, words=(), env=None, before=None, wrap=(), recorded=True, **popen,
    ):  # fmt: skip
        (tmp_path / "tmp").mkdir(exist_ok=True)
        path = tmp_path / "hurt.yaml"
        path.write_text(text or NAP.format(lanes=lanes, items=items, seconds=seconds, rounds=rounds))
        marker = uuid.uuid4().hex
        record = ("--record", str(tmp_path / "r.race")) if recorded else ()
        process = subprocess.Popen(
            [*wrap, sys.executable, "-m", "gilrace", "run", str(path), "--plain", *record, *words],
            env={**os.environ, "TMPDIR": str(tmp_path / "tmp"), FOUND: marker, **(env or {})},
            cwd=tmp_path, preexec_fn=before,  # noqa: PLW1509 - no other threads here
            text=True, encoding="utf-8", errors="replace",
            **{"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **popen},
        )  # fmt: skip
        running.append(Hurt(process, marker, tmp_path))
        return running[-1]

    yield hurt
    for one in running:
        for pid in (one.process.pid, *(pid for pid, _ in processes_of(one.marker))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        with one.process:
            pass


@pytest.fixture
def chance(request):
    """Random, but the same for the same test."""
    return random.Random(request.node.nodeid)
