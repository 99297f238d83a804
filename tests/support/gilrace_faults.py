"""What tests of faults share: which are long, whose processes those are, and waiting for what others do."""

import contextlib
import os
import threading
import time
from pathlib import Path

import pytest

LONG = pytest.mark.long
FOUND = "GILRACE_TEST_RUN"


def mostly_long(*values, quick=1):
    """Values for `parametrize`: the first few always, the others with the long tests."""
    return [pytest.param(value, marks=LONG if place >= quick else ()) for place, value in enumerate(values)]


def processes_of(marker):
    """(pid, command) of living processes whose environment carries a marker."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"{FOUND}={marker}".encode() not in (entry / "environ").read_bytes():
                continue
            if (entry / "stat").read_text().rpartition(")")[2].split()[0] not in "ZX":
                found.append(
                    (int(entry.name), (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
                )
    return found


def parent_of(pid):
    """Its parent's number; 0 when it is gone."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def until(true, limit_s=20.0):
    """Wait for what another process does; what it gave."""
    ends, pause = time.monotonic() + limit_s, threading.Event()
    while not (found := true()):
        assert time.monotonic() < ends, "it never came"
        pause.wait(0.005)
    return found


def leads(pid):
    """Whether a process is the first of its group."""
    with contextlib.suppress(ProcessLookupError):
        return os.getpgid(pid) == pid
    return False
