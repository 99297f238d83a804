"""One contract for every strategy of other packages that comes with gilrace, as for its own in tests/race."""

import os
import re
from pathlib import Path

import pytest

from gilrace.lane.digest import digest
from gilrace.lane.work import ItemError
from gilrace.race import reaping
from gilrace.race.events import HeatReady
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.strategies import plugins

LANES = {
    "joblib": {"joblib": {"workers": 2}},
    "joblib-threads": {"joblib": {"workers": 2, "backend": "threading"}},
    "gevent": {"gevent": {"workers": 3}},
}


SHM = Path("/dev/shm")


def of_the_dead():
    """What joblib and loky keep in shared memory, of processes that have gone."""
    names = os.listdir(SHM) if SHM.exists() else []
    found = {name: re.search(r"(?:folder_|loky-)(\d+)", name) for name in names}
    return {name for name, match in found.items() if match and not Path(f"/proc/{match[1]}").exists()}


@pytest.fixture(autouse=True)
def nothing_in_shared_memory():
    before = of_the_dead()
    yield
    assert of_the_dead() <= before


@pytest.fixture(params=LANES)
def lane(request):
    settings = LANES[request.param]
    plugin = plugins.found()[next(iter(settings))]
    if plugin.missing:
        pytest.skip(f"the extra {', '.join(plugin.extras)} is not installed")
    return settings


def only(raced):
    return raced.state.lanes[0].heat


@pytest.mark.parametrize("chunk", [None, 7])
def test_every_item_is_finished_once_and_marked(race, lane, chunk):
    name, settings = next(iter(lane.items()))
    raced = race([{name: {**settings, **({"chunk": chunk} if chunk else {})}}], items=100)
    heat = only(raced)
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == digest([x * x for x in range(100)])
    assert heat.metrics["done"] == heat.metrics["items"] == 100
    assert raced.covered(heat.lane) == list(range(100))
    assert raced.rows(heat.lane) <= set(range(settings["workers"]))
    assert heat.metrics["startup_ns"] > 0
    assert heat.metrics["p50_ns"] <= heat.metrics["p99_ns"] <= heat.metrics["wall_ns"]


def test_items_that_raise_are_results(race, lane):
    heat = only(race([lane], use="every_third_raises", items=30))
    wanted = [x if x % 3 else ItemError("ValueError", f"bad {x}") for x in range(30)]
    assert (heat.status, heat.metrics["errors"], heat.digest) == ("finished", 10, digest(wanted))


@pytest.mark.parametrize("items", [1, 2])
def test_fewer_items_than_workers_are_no_trouble(race, lane, items):
    assert only(race([lane], items=items)).metrics["done"] == items


@pytest.mark.parametrize(("function", "words"), [("exits", "exit code 3"), ("is_killed", "SIGKILL")])
def test_a_worker_that_dies_ends_the_lane_with_a_plain_reason(race, lane, function, words):
    heat = only(race([lane], use=function, items=30))
    of_its_own = lane == LANES["joblib"]
    assert heat.status == ("failed" if of_its_own else "crashed")
    assert ("a worker process of joblib ended" if of_its_own else words) in heat.reason
    assert "\n" not in heat.reason


def test_nothing_is_left_behind_when_it_is_over(race, lane):
    raced = race([lane], items=20)
    ready = next(event for event in raced.events if isinstance(event, HeatReady))
    assert reaping._members(ready.pid) == []
    assert "left-processes" not in only(raced).caveats


def test_a_lane_that_is_stopped_is_gone(scenario, lane):
    session = RaceSession(scenario([lane], use="spins", items=30), Options(wait=False))
    told = []
    session.start()
    while not told and session.running:
        session.join(0.02)
        told = [event for event in session.events() if isinstance(event, HeatReady)]
    session.stop()
    assert session.join(20)
    assert reaping._members(told[0].pid) == []


def test_blocking_waits_of_greenlets_overlap(race):
    if plugins.found()["gevent"].missing:
        pytest.skip("the extra gevent is not installed")
    workload = {"use": "sleep", "items": 20, "settings": {"seconds": 0.05}}
    heat = race([{"gevent": {"workers": 20}}], use=None, workload=workload).heat("gevent")
    assert heat.metrics["running_ns"] < 0.5e9  # one after another it would be a second


def test_setup_and_teardown_come_once_in_every_worker(race, lane, tmp_path, monkeypatch):
    (tmp_path / "hooked.py").write_text(
        "import os, threading\n"
        "here = threading.local()\n"
        "def setup():\n    here.ready = True\n    note('up')\n"
        "def teardown():\n    note('down')\n"
        "def note(what):\n"
        f"    with open({str(tmp_path / 'notes')!r}, 'a') as file:\n        file.write(what + '\\n')\n"
        "def work(x):\n    assert here.ready\n    return x\n"
    )
    workload = {"use": "./hooked.py:work", "items": 40}
    heat = only(race([lane], use=None, workload=workload))
    assert (heat.status, heat.metrics["errors"]) == ("finished", 0), heat.detail
    notes = (tmp_path / "notes").read_text().split()
    workers = next(iter(lane.values()))["workers"]
    assert notes.count("up") == workers
    assert notes.count("down") == workers
