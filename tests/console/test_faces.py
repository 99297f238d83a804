"""Which faces a headless race gets."""

import io

import pytest

from gilrace.console import faces
from gilrace.console.live import LiveFace
from gilrace.console.plain import PlainFace


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self):
        return True


@pytest.fixture
def kinds(monkeypatch):
    """The kinds of faces on streams that are terminals; called in the test, as pytest swaps the streams."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("ACCESSIBLE", raising=False)

    def choose(stderr=None, **asked):
        with monkeypatch.context() as streams:
            streams.setattr("sys.stdin", Terminal())
            streams.setattr("sys.stdout", Terminal())
            streams.setattr("sys.stderr", stderr or Terminal())
            wanted = {"plain": False, "quiet": False, "result_to_stdout": True, **asked}
            return [type(face) for face in faces.choose(**wanted)]

    return choose


def test_a_terminal_gets_the_live_picture_and_then_the_result(kinds):
    assert kinds() == [LiveFace, faces.ResultFace]
    assert kinds(quiet=True) == [faces.ResultFace]
    assert kinds(result_to_stdout=False) == [LiveFace]
    assert kinds(quiet=True, result_to_stdout=False) == []


@pytest.mark.parametrize(("name", "value"), [("ACCESSIBLE", "1"), ("TERM", "dumb"), ("TERM", "")])
def test_the_environment_can_ask_for_sentences(kinds, monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    assert kinds() == [PlainFace, faces.ResultFace]


def test_the_plain_flag_and_a_pipe_get_sentences(kinds):
    assert kinds(plain=True) == [PlainFace, faces.ResultFace]
    assert kinds(stderr=io.StringIO("a pipe")) == [PlainFace, faces.ResultFace]


def test_a_stream_that_cannot_spell_a_sign_gets_a_question_mark():
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="latin-1")
    faces.writer(stream)("1.93× ▶\n")
    assert raw.getvalue() == "1.93× ?\n".encode("latin-1")
