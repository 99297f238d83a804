"""The real program in a real pseudo-terminal: started, looked at, and checked for what it leaves."""

import json
import os
import re
import sys
import termios
import uuid
from dataclasses import dataclass, field
from time import monotonic

import pexpect
import pyte
import pytest
from gilrace_faults import FOUND, processes_of

MODES_ON = re.compile(rb"\x1b\[\?(25|1049|1000|1002|1003|1006|1015|2004|1004|2026)([hl])")
WANTED_OFF = {b"1049", b"1000", b"1002", b"1003", b"1006", b"1015", b"2004", b"1004"}


@dataclass
class Program:
    """A running gilrace and the screen it draws on."""

    child: pexpect.spawn
    marker: str
    screen: pyte.Screen
    stream: pyte.ByteStream
    before: list | None  # the terminal's modes; None: killed before it could give the terminal back
    raw: bytearray = field(default_factory=bytearray)

    def feed(self, timeout_s):
        """Take in what it draws for so long, or until it ends; False when it has ended."""
        try:
            data = self.child.read_nonblocking(1 << 16, timeout_s)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self.stream.feed(data)
        return True

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def until(self, pattern, limit_s=60.0):
        """Wait until the screen shows a pattern."""
        ends = monotonic() + limit_s
        while not re.search(pattern, self.text()) and monotonic() < ends and self.feed(0.05):
            pass
        assert re.search(pattern, self.text()), f"never showed {pattern!r}:\n{self.text()}"

    def finish(self, limit_s=60.0):
        """Take in everything until the end; the exit code, or minus the signal."""
        ends = monotonic() + limit_s
        while self.feed(0.05):
            assert monotonic() < ends, f"did not end within {limit_s} s:\n{self.text()}"
        self.child.wait()
        return -self.child.signalstatus if self.child.signalstatus else self.child.exitstatus

    def hang_up(self):
        """The terminal goes away, as when a connection is cut."""
        self.child.ptyproc.fileobj.close()

    def left(self):
        """Processes of it that live."""
        return [command for _, command in processes_of(self.marker)]

    def resize(self, columns, rows):
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def must_have_left_nothing(self):
        """A sane terminal, no process, no semaphore."""
        modes = dict(MODES_ON.findall(bytes(self.raw)))
        assert modes.get(b"25", b"h") == b"h", "the cursor stays hidden"
        still_on = [number for number in WANTED_OFF if modes.get(number) == b"h"]
        assert not still_on, f"modes left on: {still_on}"
        now = modes_of(self.child.child_fd)
        assert self.before is None or now == self.before, "echo or line mode is lost"
        ends = monotonic() + 10
        while (left := self.left()) and monotonic() < ends:
            self.feed(0.01)
        assert not left, f"processes left: {left}"


def modes_of(terminal):
    """Input, output, control and local modes."""
    return termios.tcgetattr(terminal)[:4]


@pytest.fixture
def start(tmp_path, tmp_path_factory):
    """Start gilrace in a pseudo-terminal: ``start("run", "x.yaml", size=(80, 24), env={})``."""
    programs = []
    aside = tmp_path_factory.mktemp("modes")

    def start(*args, size=(80, 24), env=None, program=(sys.executable, "-m", "gilrace")):
        marker = uuid.uuid4().hex
        place = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "TMPDIR": os.environ["TMPDIR"],
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "GILRACE_QUEUE": "off",  # not behind the races of others
            FOUND: marker,
            **(env or {}),
        }
        before = aside / marker
        child = pexpect.spawn(
            program[0],
            [*map(str, program[1:]), *map(str, args)],
            env={k: v for k, v in place.items() if v is not None},
            cwd=str(tmp_path),
            dimensions=(size[1], size[0]),
            timeout=30,
            preexec_fn=lambda: before.write_text(json.dumps(modes_of(0))),  # it cannot have changed them yet
        )
        child.delaybeforesend = None
        child.ptyproc.delayafterclose = 0
        screen = pyte.Screen(*size)
        program = Program(child, marker, screen, pyte.ByteStream(screen), json.loads(before.read_text()))
        programs.append(program)
        return program

    yield start
    for program in programs:
        program.child.close(force=True)
