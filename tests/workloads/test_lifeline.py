"""A child goes with its parent, whatever either is busy with."""

import os
import select
import signal
import subprocess
import sys

import pytest

from gilrace.lane import lifeline
from gilrace.lane.lifeline import hold

TIED = """
import os, sys
from gilrace.lane import lifeline
lifeline.KERNEL_SIGNALS = lifeline.KERNEL_SIGNALS and sys.argv[2] == "kernel"
lifeline.tie_to(int(sys.argv[1]))
os.write(1, b"tied")
"""
BUSY = TIED + "while True: pass\n"
FAMILY = """
import os, sys, subprocess, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
""" + TIED + "time.sleep(600)\n"  # fmt: skip
PARENT = """
import os, subprocess, sys, time
from gilrace.lane.lifeline import hold
theirs, mine = hold()
child = subprocess.Popen([sys.executable, "-c", sys.argv[1], str(theirs), "kernel"],
                         pass_fds=(theirs,), process_group=0, stdout=subprocess.PIPE)
child.stdout.read(4)
os.write(1, b"up")
time.sleep(600)
"""


def start(script: str, how: str, *, group: int | None = 0) -> tuple[subprocess.Popen[bytes], int]:
    theirs, mine = hold()
    command = [sys.executable, "-c", script, str(theirs), how]
    child = subprocess.Popen(command, pass_fds=(theirs,), process_group=group, stdout=subprocess.PIPE)
    os.close(theirs)
    return child, mine


def wait_for(child: subprocess.Popen[bytes], word: bytes) -> None:
    assert child.stdout is not None
    assert child.stdout.read(len(word)) == word


def reaches_end(stream: int) -> bool:
    """Whether everybody who could write to the pipe is gone within ten seconds."""
    while select.select([stream], [], [], 10)[0]:
        if not os.read(stream, 100):
            return True
    return False


@pytest.mark.parametrize("how", ["kernel", "thread"])
def test_a_busy_child_ends_when_the_other_end_is_closed(how: str) -> None:
    child, mine = start(BUSY, how)
    with child:
        wait_for(child, b"tied")
        os.close(mine)
        assert child.wait(20) == -signal.SIGTERM


@pytest.mark.parametrize("how", ["kernel", "thread"])
def test_the_childs_own_children_end_with_it(how: str) -> None:
    child, mine = start(FAMILY, how)
    with child:
        wait_for(child, b"tied")
        os.close(mine)
        assert child.stdout is not None
        assert reaches_end(child.stdout.fileno())


@pytest.mark.parametrize("how", ["kernel", "thread"])
def test_a_child_that_comes_too_late_ends_at_once(how: str) -> None:
    child, mine = start(BUSY, how)
    os.close(mine)
    with child:
        assert child.wait(20) == -signal.SIGTERM


def test_a_child_outside_a_group_of_its_own_ends_alone() -> None:
    child, mine = start(BUSY, "kernel", group=None)
    with child:
        wait_for(child, b"tied")
        os.close(mine)
        assert child.wait(20) == -signal.SIGTERM


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the end of a grandchild is seen by pidfd")
def test_a_killed_parent_takes_its_busy_child_along() -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT, BUSY], stdout=subprocess.PIPE) as parent:
        wait_for(parent, b"up")
        [busy] = children_of(parent.pid)
        handle = os.pidfd_open(busy)
        parent.kill()
        assert select.select([handle], [], [], 10)[0]
        os.close(handle)


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]


def test_the_kernel_is_asked_where_it_can_be() -> None:
    assert sys.platform != "linux" or lifeline.KERNEL_SIGNALS
