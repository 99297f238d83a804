import os

import pytest

from gilrace.meters.terminal import describe


class Stream:
    def __init__(self, terminal=True, fd=-1):
        self._terminal, self._fd = terminal, fd

    def isatty(self):
        return self._terminal

    def fileno(self):
        return self._fd


class Closed:
    def isatty(self):
        raise ValueError("closed")

    def fileno(self):
        raise ValueError("closed")


SCREEN = (Stream(), Stream(), Stream())


@pytest.mark.parametrize(
    ("env", "depth"),
    [
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "truecolor"),
        ({"TERM": "xterm-256color", "COLORTERM": "24bit"}, "truecolor"),
        ({"TERM": "xterm-kitty"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "screen-256color"}, "256"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "linux"}, "16"),
        ({"TERM": "dumb"}, "none"),
        ({}, "none"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor", "NO_COLOR": "1"}, "none"),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, "256"),
    ],
)
def test_colours_follow_what_the_environment_says(env, depth):
    assert describe(env, SCREEN).colour == depth


def test_what_is_no_terminal_has_no_colours_unless_forced():
    pipe = (Stream(), Stream(False), Stream())
    assert describe({"TERM": "xterm"}, pipe).colour == "none"
    assert describe({"TERM": "xterm-256color", "FORCE_COLOR": "1"}, pipe).colour == "256"
    assert describe({"TERM": "xterm", "FORCE_COLOR": "1", "NO_COLOR": "1"}, pipe).colour == "none"


@pytest.mark.parametrize(
    ("env", "expected"),
    [
        ({"LANG": "C.UTF-8"}, True),
        ({"LANG": "de_DE.utf8"}, True),
        ({"LANG": "C.UTF-8", "LC_ALL": "C"}, False),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, True),
        ({}, False),
    ],
)
def test_the_locale_says_whether_signs_can_be_shown(env, expected):
    assert describe(env, SCREEN).unicode is expected


def test_missing_and_closed_streams_are_no_terminals():
    told = describe({"TERM": "xterm"}, (None, Closed(), Stream()))
    assert (told.stdin, told.stdout, told.stderr) == (False, False, True)
    assert not told.interactive


def test_screens_need_input_output_and_more_than_a_dumb_terminal():
    assert describe({"TERM": "xterm"}, SCREEN).interactive
    assert not describe({"TERM": "dumb"}, SCREEN).interactive
    assert not describe({"TERM": "xterm"}, (Stream(False), Stream(), Stream())).interactive


def test_size_is_what_a_real_terminal_says():
    import fcntl
    import pty
    import struct
    import termios

    leader, follower = pty.openpty()
    try:
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 33, 101, 0, 0))
        told = describe({"TERM": "xterm"}, (Stream(), Stream(fd=follower), Stream()))
        assert (told.columns, told.rows) == (101, 33)
        set_by_hand = describe({"COLUMNS": "50", "LINES": "x"}, (Stream(), Stream(fd=follower), Stream()))
        assert (set_by_hand.columns, set_by_hand.rows) == (50, 33)
    finally:
        os.close(leader)
        os.close(follower)


def test_without_a_terminal_size_is_80_by_24():
    told = describe({}, (Stream(False), Stream(False), Stream(False)))
    assert (told.columns, told.rows) == (80, 24)


def test_multiplexers_ssh_and_the_wish_for_plain_sentences_are_seen():
    told = describe({"TMUX": "/x", "SSH_TTY": "/dev/pts/1", "ACCESSIBLE": "1"}, SCREEN)
    assert (told.multiplexer, told.ssh, told.accessible) == ("tmux", True, True)
    assert describe({"TERM": "screen"}, SCREEN).multiplexer == "screen"
    plain = describe({"TERM": "xterm", "ACCESSIBLE": "0"}, SCREEN)
    assert (plain.multiplexer, plain.ssh, plain.accessible) == ("", False, False)
