"""Idle cores: what is ready to run is counted at this moment, the one who asks aside."""

import os

import pytest

from gilrace.meters.idle import IdleCores

STAT = "cpu  100 0 0 {idle} 0 0 0\ncpu0 50 0 0 {half} 0 0 0\ncpu1 50 0 0 {half} 0 0 0\nintr 0\n"


@pytest.fixture
def proc(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    (tmp_path / "stat").write_text(STAT.format(idle=200, half=100))
    (tmp_path / "loadavg").write_text("0.50 0.40 0.30 2/170 12345\n")
    return tmp_path


@pytest.mark.parametrize(("ready", "idle"), [(1, 4.0), (2, 3.0), (5, 0.0), (40, 0.0)])
def test_whatever_is_ready_keeps_a_core_busy_but_for_the_one_who_asks(proc, ready, idle):
    meter = IdleCores(proc)
    (proc / "loadavg").write_text(f"0.50 0.40 0.30 {ready}/170 12345\n")
    assert meter.read() == idle


def test_where_that_is_not_counted_it_is_what_was_idle_since_the_last_call(proc):
    (proc / "loadavg").unlink()
    meter = IdleCores(proc)
    (proc / "stat").write_text(STAT.format(idle=300, half=150))
    assert meter.read() == 2.0


def test_this_machine_has_no_more_idle_cores_than_cores():
    assert 0 <= IdleCores().read() <= (os.cpu_count() or 1)
