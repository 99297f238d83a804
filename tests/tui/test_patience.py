"""A terminal at which little is typed: its reader sleeps until a key comes or it is to end."""

import os
import queue
import threading

import pytest

from gilrace.tui import opening, patience
from gilrace.tui.patience import TALK, Patience, PatientDriver
from gilrace.tui.settings import Settings

LONG_S = 60.0


@pytest.fixture
def keyboard(monkeypatch):
    """A pipe for a keyboard, its patience, and a reader that tells of every question it asks."""
    monkeypatch.setattr(patience, "QUIET_S", 3_600.0)
    keys, press = os.pipe()
    waiting = Patience(keys)
    asked = queue.Queue()

    def read() -> None:
        while not waiting.is_set():
            asked.put("?")

    reader = threading.Thread(target=read)
    reader.start()
    yield waiting, asked, press, keys
    waiting.set()
    reader.join(LONG_S)
    assert not reader.is_alive()
    os.close(press)
    os.close(keys)


def test_who_reads_asks_a_few_times_and_then_waits_for_a_key(keyboard):
    waiting, asked, press, _ = keyboard
    for _ in range(TALK):
        asked.get(timeout=LONG_S)
    assert waiting._talk == 0
    assert asked.empty()
    os.write(press, b"q")
    assert asked.get(timeout=LONG_S) == "?"


def test_whoever_ends_it_does_not_wait_himself(keyboard):
    waiting, *_ = keyboard
    assert not waiting.is_set()
    waiting.set()
    waiting.set()
    assert waiting.is_set()


def test_after_an_end_keys_can_be_read_again(keyboard):
    waiting, *_ = keyboard
    for _ in range(2):
        waiting.set()
        waiting.clear()
        assert not waiting.is_set()
        waiting.clear()


def test_only_spectators_are_patient(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert opening.opened(Settings(), [], watched=object()).driver_class is PatientDriver
    assert opening.opened(Settings(), []).driver_class is not PatientDriver
