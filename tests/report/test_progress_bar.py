"""The bar that shows how far long work on a recording is."""

import io
import sys

import gilrace_canned as canned
import pytest

from gilrace.cli import progress
from gilrace.race.events import to_line


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "long.race"
    path.write_text("".join(to_line(event) + "\n" for event in canned.finished_events()))
    return str(path)


def work(recording):
    with progress.bar([recording]) as shown:
        events = progress.events_of(recording, shown)
        return len(list(progress.over(events, shown, "replaying")))


def test_a_large_recording_on_a_terminal_is_read_with_a_bar(recording, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(progress, "LARGE_BYTES", 1000)
    monkeypatch.setattr(progress, "STEP", 10)
    monkeypatch.setenv("TERM", "xterm")
    assert work(recording) == len(canned.finished_events())
    assert "replaying" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_a_small_one_is_read_without_a_word(recording, monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    work(recording)
    assert terminal.getvalue() == ""


def test_where_nobody_looks_there_is_no_bar_either(recording, monkeypatch, capsys):
    monkeypatch.setattr(progress, "LARGE_BYTES", 1000)
    work(recording)
    assert capsys.readouterr().err == ""
