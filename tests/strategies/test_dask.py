"""Dask: a cluster of the lane's own or one that is there, lost workers, shipped code, nothing left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gilrace.engines import dask_
from gilrace.errors import LaneError
from gilrace.lane.digest import digest
from gilrace.lane.work import ItemError
from gilrace.race import reaping
from gilrace.race.events import HeatReady, Sampled
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold

pytest.importorskip("distributed", reason="the extra dask is not installed")
WORK = Path(__file__).parent / "cluster_work.py"
DOUBLES = digest([2 * x for x in range(60)])


def until(fact, limit_s=20.0):
    tick = threading.Event()
    for _ in range(int(limit_s / 0.01)):
        if found := fact():
            return found
        tick.wait(0.01)
    raise AssertionError(f"did not come in {limit_s} s")


class Cluster:
    """A scheduler and workers as a person starts them: processes of their own, on loopback."""

    def __init__(self, folder):
        self.folder = folder
        self.file = folder / "scheduler.json"
        self.processes = []

    def start(self, workers):
        self._run("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                  "--scheduler-file", str(self.file))  # fmt: skip
        until(lambda: self.file.exists() and self.file.read_text().strip().endswith("}"))
        return [self.worker() for _ in range(workers)]

    def worker(self):
        place = ("--host", "127.0.0.1", "--local-directory", str(self.folder))
        return self._run(
            "dask_worker", "--scheduler-file", str(self.file), "--nthreads", "1", "--no-nanny",
            "--no-dashboard", *place,
        )  # fmt: skip

    @property
    def address(self):
        import json

        return json.loads(self.file.read_text())["address"]

    def _run(self, program, *args):
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *args],
            cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self.processes.append(process)
        return process

    def stop(self):
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    made.start(2)
    yield made
    made.stop()


@pytest.fixture
def doomed_cluster(tmp_path):
    made = Cluster(tmp_path)
    made.workers = made.start(2)
    yield made
    made.stop()


def lane(cluster=None, **more):
    where = {"scheduler": cluster.address} if cluster else {}
    return {"dask": {"workers": 2, **where, **more}}


def work(function, **more):
    return {"use": f"{WORK}:{function}", "items": {"range": [0, 60, 1]}, **more}


def test_a_cluster_of_its_own_is_started_raced_and_stopped(race):
    raced = race(["sequential", lane()], use=None, workload=work("comes_from"), timeout=100)
    heat = raced.heat("dask")
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == digest([(2 * x, True) for x in range(60)])  # from the parcel; here from the file
    assert heat.digest != raced.heat("sequential").digest
    assert raced.covered("dask") == list(range(60))
    assert (heat.metrics["done"], heat.metrics["errors"]) == (60, 0)
    assert heat.startup_ns > 0.2e9  # interpreters and their imports: it counts
    assert heat.metrics["cpu_ns"] > 0.2e9  # of the workers, too
    assert heat.metrics["pickle_bytes"] > 0
    assert heat.metrics["peak_memory_bytes"] > 3 * 30e6  # scheduler and two workers
    assert "left-processes" not in heat.caveats
    ready = next(e for e in raced.events if isinstance(e, HeatReady) and e.heat == heat.index)
    assert reaping._members(ready.pid) == []


def test_an_existing_cluster_gets_the_code_runs_it_and_keeps_nothing(race, cluster):
    before = set(cluster.folder.rglob("*.zip"))
    raced = race([lane(cluster)], use=None, workload=work("comes_from"))
    heat = raced.heat("dask")
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == digest([(2 * x, True) for x in range(60)])
    assert raced.covered("dask") == list(range(60))
    assert set(cluster.folder.rglob("*.zip")) == before
    assert all(process.poll() is None for process in cluster.processes)
    said = [event.said for event in raced.events if isinstance(event, Sampled)]
    assert any(text.startswith("2 workers on ") for text in said) or not said


def test_code_that_has_changed_since_the_last_race_is_the_code_that_runs(race, cluster, tmp_path):
    for factor in (3, 5):
        (tmp_path / "changing.py").write_text(f"def times(x):\n    return x * {factor}\n")
        workload = {"use": f"{tmp_path}/changing.py:times", "items": 6}
        heat = race([lane(cluster)], use=None, workload=workload).heat("dask")
        assert heat.digest == digest([x * factor for x in range(6)]), heat.reason


def test_items_may_be_objects_of_the_users_own_classes(race, cluster):
    workload = {"use": f"{WORK}:number_of", "items": {"call": f"{WORK}:objects"}}
    heat = race([lane(cluster, chunk=5)], use=None, workload=workload).heat("dask")
    assert (heat.status, heat.digest) == ("finished", digest(list(range(12)))), heat.reason


def test_every_worker_sets_up_and_tears_down_in_the_thread_that_works(race, cluster, tmp_path):
    (tmp_path / "hooks_of_a_cluster.py").write_text(
        "import threading\n"
        "def note(what):\n"
        f"    with open({str(tmp_path / 'notes')!r}, 'a') as file:\n"
        "        print(what, threading.get_native_id(), file=file)\n"
        "def setup():\n    note('up')\n"
        "def teardown():\n    note('down')\n"
        "def work(x):\n    return x\n"
    )
    workload = {"use": "./hooks_of_a_cluster.py:work", "items": 10}
    heat = race([lane(cluster)], use=None, workload=workload).heat("dask")
    assert (heat.status, heat.reason) == ("finished", "")
    notes = [line.split() for line in (tmp_path / "notes").read_text().splitlines()]
    up = sorted(thread for what, thread in notes if what == "up")
    assert len(up) == 2
    assert sorted(thread for what, thread in notes if what == "down") == up


def test_items_that_raise_are_results(race, cluster):
    heat = race([lane(cluster)], use=None, workload=work("third_raises")).heat("dask")
    wanted = [x if x % 3 else ItemError("ValueError", f"bad {x}") for x in range(60)]
    assert (heat.status, heat.metrics["errors"], heat.digest) == ("finished", 20, digest(wanted))
    assert heat.detail.startswith("item 0: ValueError: bad 0")


def test_a_worker_killed_in_mid_race_loses_no_item_and_none_is_counted_twice(scenario, doomed_cluster):
    file = scenario([lane(doomed_cluster)], use=None, workload=work("slow_double"))
    session = RaceSession(file, Options(wait=False))
    session.start()

    def done():
        return max((e.done for e in session.events() if isinstance(e, Sampled)), default=0)

    until(lambda: done() >= 8 or not session.running)
    os.kill(doomed_cluster.workers[0].pid, signal.SIGKILL)
    assert session.join(25)
    state = fold(session.events())
    heat = state.lane("dask").heat
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == DOUBLES
    assert heat.metrics["done"] == 60
    assert "lost-workers" in heat.caveats
    said = [event.said for event in session.events() if isinstance(event, Sampled)]
    assert any("1 worker on" in text and "1 lost, what it had runs again" in text for text in said), said[-1]
    warned = [line.text for line in state.log if line.level == "warn" and line.lane == "dask"]
    assert len([text for text in warned if "was lost: what it had in hand runs again" in text]) == 1


def test_a_scheduler_that_goes_away_in_mid_race_is_told(scenario, doomed_cluster):
    file = scenario([lane(doomed_cluster)], use=None, workload=work("slow_double", items=2_000))
    session = RaceSession(file, Options(wait=False))
    session.start()
    until(lambda: any(isinstance(e, Sampled) and e.done for e in session.events()) or not session.running)
    os.kill(doomed_cluster.processes[0].pid, signal.SIGKILL)
    assert session.join(20)
    heat = fold(session.events()).lane("dask").heat
    assert heat.status == "failed"
    assert "the scheduler went away" in heat.reason


@pytest.mark.long  # four workers start, one after another, and die
@pytest.mark.timeout(150)
def test_a_worker_of_the_lanes_own_cluster_that_dies_is_replaced(race):
    heat = race([lane()], use=None, workload=work("kills_its_worker"), timeout=120).heat("dask")
    assert heat.status == "failed"
    assert "was tried on" in heat.reason
    assert "each of them died" in heat.reason


def test_no_scheduler_there_is_told_with_what_to_do(race, monkeypatch):
    address = "tcp://127.0.0.1:1"
    raced = race([{"dask": {"workers": 1, "scheduler": address}}, "sequential"], use="square", items=4)
    heat = raced.heat("dask")
    assert heat.status == "failed"
    assert f"no scheduler answers at {address}" in heat.reason
    assert "dask scheduler" in heat.reason
    assert raced.heat("sequential").status == "finished"


def test_workers_of_another_python_are_refused_with_what_to_do():
    dask_.judge_pythons({"tcp://a": ".".join(map(str, sys.version_info[:3]))})
    with pytest.raises(LaneError, match=r"tcp://b runs Python 3\.2\.1") as raised:
        dask_.judge_pythons({"tcp://b": "3.2.1"})
    assert "python: 3.2" in raised.value.advice


def test_a_lane_that_is_stopped_ends_its_whole_cluster(scenario):
    file = scenario([lane()], use=None, workload=work("slow_double", items=5_000))
    session = RaceSession(file, Options(wait=False))
    session.start()
    ready = until(lambda: [e for e in session.events() if isinstance(e, HeatReady)])[0]
    assert len(reaping._members(ready.pid)) >= 3
    session.stop()
    assert session.join(20)
    assert reaping._members(ready.pid) == []
