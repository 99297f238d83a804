"""Waits or computes: told by running, and put into words."""

import hashlib
import json
import time
from dataclasses import asdict

import pytest
from click.testing import CliRunner

from gilrace.cli.diagnose_cmd import command
from gilrace.lane.work import Work
from gilrace.own import child
from gilrace.own.diagnosis import diagnosis
from gilrace.own.measuring import Measured, measured


def told(cpu_s, *, queued_s=0.0, held=1.0, items=100):
    return Measured(items, 1.0, cpu_s, queued_s, held, 1.0, 2, ())


def waits(item):
    time.sleep(0.002)


def computes(item):
    return sum(n * n for n in range(20_000))


def waits_and_computes(item):
    time.sleep(0.005)
    return sum(n * n for n in range(60_000))


FIRST = waits_and_computes.__code__.co_firstlineno
LINES = (FIRST + 1, FIRST + 2)


def hashes(item):
    return hashlib.sha256(b"x" * 1_000_000).digest()


@pytest.mark.parametrize(
    ("found", "kind", "first"),
    [
        (told(0.05), "io", "threads"),
        (told(0.5), "mixed", "threads"),
        (told(0.95), "cpu", "processes"),
        (told(0.95, held=0.1), "cpu-released", "threads"),
        (told(0.5, queued_s=0.45), "cpu", "processes"),  # it stood in the queue for a core, and did not wait
    ],
)
def test_the_word_and_the_lanes_follow_from_the_measurements(found, kind, first):
    made = diagnosis(found, has_twin=False)
    assert (made.kind, made.lanes[0]) == (kind, first)
    assert "asyncio" not in made.lanes
    assert "asyncio" in diagnosis(told(0.5), has_twin=True).lanes


def test_a_function_that_waits_is_sent_to_asyncio_first_when_it_has_a_twin():
    assert diagnosis(told(0.02), has_twin=True).lanes[0] == "asyncio"


def test_small_items_are_told_to_travel_together():
    assert "50 µs" in diagnosis(told(0.9, items=20_000), has_twin=False).advice[0]


def test_sleeping_is_measured_as_waiting():
    found = measured(Work(range(5), waits), alone_s=0.2, together_s=0.1)
    assert found.gil_held is None
    assert diagnosis(found, has_twin=False).kind == "io"


def test_python_is_measured_as_holding_the_gil_and_the_line_is_found():
    found = measured(Work(range(5), computes), alone_s=0.4, together_s=0.4)
    assert found.gil_held is not None
    assert found.gil_held > 0.5
    assert found.lines[0][2] in ("computes", "<genexpr>")
    assert found.lines[0][0] == __file__


def test_waiting_and_computing_are_both_seen_and_the_gil_is_held_for_the_computing():
    found = measured(Work(range(5), waits_and_computes), alone_s=0.6, together_s=0.6)
    assert found.threads > 2
    assert found.gil_held is not None
    assert found.gil_held > 0.5
    for line in LINES:
        assert sum(share for _, at, _, share in found.lines if at == line) > 0.1


def test_every_thread_that_measures_is_set_up_and_torn_down():
    log = []
    found = measured(
        Work(range(5), computes, setup=lambda: log.append("up"), teardown=lambda: log.append("down")),
        alone_s=0.05,
        together_s=0.05,
    )
    assert sorted(log) == ["down"] * (found.threads + 1) + ["up"] * (found.threads + 1)


def test_large_hashes_are_measured_as_giving_the_gil_up():
    found = measured(Work(range(5), hashes), alone_s=0.4, together_s=0.4)
    assert found.gil_held is not None
    assert found.gil_held < 0.5


def test_the_command_says_what_it_is_and_what_to_race(tmp_path, monkeypatch):
    (tmp_path / "mine_to_diagnose.py").write_text("import time\ndef work(item):\n    time.sleep(0.01)\n")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command, ["./mine_to_diagnose.py:work"], catch_exceptions=False)
    assert done.exit_code == 0
    assert "I/O-bound" in done.stdout
    assert "mine_to_diagnose.py:3  time.sleep(0.01)" in done.stdout
    assert "gilrace race ./mine_to_diagnose.py:work --items 100 --lanes threads,sequential" in done.stdout


def test_the_command_as_json_is_one_object(tmp_path, monkeypatch):
    (tmp_path / "mine_as_json.py").write_text("def work(item): ...\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(child, "asked", lambda question, order, limit_s: asdict(told(0.95)))
    done = CliRunner().invoke(command, ["./mine_as_json.py:work", "--json"], catch_exceptions=False)
    document = json.loads(done.stdout)
    assert document["kind"] == "cpu"
    assert document["lanes"][0] == "processes"
    assert document["measured"]["items"] == 100
