"""The real program in a real pseudo-terminal: the editor, colours, signs and the mouse."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pyte
import pytest

pytestmark = pytest.mark.terminal

SCENARIO = """\
name: tiny
title: A tiny race
workload: {use: sleep, items: 12, settings: {seconds: 0.02}}
lanes: [sequential, threads: {workers: 4}]
rounds: 1
"""


class Terminal:
    """A running gilrace and the screen that it draws on."""

    def __init__(self, folder: Path, *args: str, **env: str) -> None:
        home = str(folder)
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        own = {
            "TERM": "xterm-256color",
            "LANG": "C.UTF-8",
            "XDG_DATA_HOME": home,
            "XDG_CONFIG_HOME": home,
            "GILRACE_QUEUE": "off",
        }
        self.child: pexpect.spawn[bytes] = pexpect.spawn(
            sys.executable,
            ["-m", "gilrace", *args],
            env=kept | own | env,
            cwd=home,
            dimensions=(24, 80),
        )
        self.screen = pyte.Screen(80, 24)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""

    def _feed(self) -> bool:
        try:
            data = self.child.read_nonblocking(1 << 16, 1)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self.stream.feed(data.replace(b"\x1b[?2026$p", b""))
        return True

    def until(self, words: str, looks: int = 40) -> str:
        """Wait until the screen says that. Fails with what it says instead."""
        for _ in range(looks):
            text = "\n".join(self.screen.display)
            if re.search(words, text):
                return text
            if not self._feed():
                break
        raise AssertionError(f"never said {words!r}, but:\n" + "\n".join(self.screen.display))

    def ended(self) -> int:
        """The exit code, once the program has ended."""
        while self._feed():
            pass
        self.child.close()
        return int(self.child.exitstatus if self.child.exitstatus is not None else -1)


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts the program on a scenario file; ends it after the test."""
    terminals: list[Terminal] = []

    def start(text: str = SCENARIO, **env: str) -> Terminal:
        (tmp_path / "tiny.yaml").write_text(text, "utf-8")
        terminals.append(Terminal(tmp_path, "tiny.yaml", **env))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.child.close(force=True)


def _sane(raw: bytes) -> bool:
    """Whether the last word on the alternate screen, the mouse and the cursor is what a shell needs."""
    last = {
        mode: raw.rfind(b"\x1b[?%dh" % mode) < raw.rfind(b"\x1b[?%dl" % mode) for mode in (1049, 1000, 1003)
    }
    return all(last.values()) and raw.rfind(b"\x1b[?25h") > raw.rfind(b"\x1b[?25l")


def test_the_editor_opens_the_file_and_what_it_wrote_is_read(started: Callable[..., Terminal]) -> None:
    terminal = started(EDITOR="sed -i s/rounds/roundz/")
    terminal.until("FINISHED")
    terminal.child.send("\x1b")
    terminal.until("SCENARIOS")
    terminal.child.send("v")
    terminal.until("✗ line 5")
    terminal.child.send("q")
    assert terminal.ended() == 0
    assert _sane(terminal.raw)


def test_without_colour_nothing_is_coloured_and_the_mouse_can_be_left_alone(
    started: Callable[..., Terminal],
) -> None:
    terminal = started(NO_COLOR="1", GILRACE_MOUSE="no")
    terminal.until("FINISHED")
    assert b"\x1b[?1049h" in terminal.raw
    assert not re.search(rb"\x1b\[\?100[0-36]h", terminal.raw)
    assert not re.search(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|38;5|48;5|38;2|48;2)[;m]", terminal.raw)


def test_sixteen_colours_are_the_terminals_own_and_ascii_is_all_a_locale_may_have(
    started: Callable[..., Terminal],
) -> None:
    terminal = started(GILRACE_COLOUR="16", LC_ALL="C", PYTHONUTF8="1")
    terminal.until("FINISHED")
    assert terminal.raw.isascii()
    assert not re.search(rb"[34]8;[25];", terminal.raw)
    assert re.search(rb"\x1b\[[0-9;]*3[0-7][;m]", terminal.raw)
