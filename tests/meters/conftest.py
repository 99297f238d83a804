"""A /proc made of plain files, and real children whose threads do known things."""

import subprocess
import sys
from pathlib import Path

import pytest

STAT = "{pid} (a (b) c) {letter} 1 {group} 0 0 -1 0 0 0 0 0 {user} {system} 0 0 20 0 1 0 0 0 0 " + "0 " * 14
CHILD = """
import hashlib, os, sys, threading
def spin():
    while True: pass
def hashing():
    block = b"x" * (1 << 22)
    while True: hashlib.sha256(block).digest()
def reading():
    os.read(0, 1)
def locking():
    lock = threading.Lock(); lock.acquire(); lock.acquire()
for _ in range(int(sys.argv[2])):
    threading.Thread(target=globals()[sys.argv[1]], daemon=True).start()
os.write(1, b".")
threading.Event().wait()
"""


class FakeProc:
    """Writes the files of /proc that are read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cpu_ns: dict[int, int] = {}
        self.cores([(0, 0)])

    def write(self, path: str, text: str) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def cores(self, busy_and_idle, steal: int = 0, numbers=None) -> None:
        numbers = range(len(busy_and_idle)) if numbers is None else numbers
        rows = [f"cpu{n} {b} 0 0 {i} 0 0 0 0 0 0" for n, (b, i) in zip(numbers, busy_and_idle, strict=True)]
        busy, idle = (sum(column) for column in zip(*busy_and_idle, strict=True))
        self.write("stat", "\n".join([f"cpu  {busy} 0 0 {idle} 0 0 0 {steal} 0 0", *rows, "intr 0\n"]))

    def process(self, pid: int, group: int, letter: str = "S", pages: int = 10) -> None:
        self.write(f"{pid}/stat", self._stat(pid, group, letter, 0))
        self.write(f"{pid}/statm", f"100 {pages} 1 1 0 1 0\n")
        (self.folder / f"{pid}/task").mkdir(exist_ok=True)

    def thread(self, pid, tid, syscall, *, schedule="5 6 7", letter="S", core=0) -> None:
        self.write(f"{pid}/task/{tid}/stat", self._stat(tid, pid, letter, core))
        if schedule is not None:
            self.write(f"{pid}/task/{tid}/schedstat", schedule + "\n")
        if syscall is not None:
            self.write(f"{pid}/task/{tid}/syscall", syscall + "\n")

    def cpu_clock(self, pid: int) -> int:
        if pid not in self.cpu_ns:
            raise ProcessLookupError(pid)
        return self.cpu_ns[pid]

    @staticmethod
    def _stat(pid: int, group: int, letter: str, core: int) -> str:
        return STAT.format(pid=pid, letter=letter, group=group, user=3, system=4) + f"{core} 0 0 0\n"


@pytest.fixture
def fake_proc(tmp_path):
    folder = tmp_path / "proc"
    folder.mkdir()
    return FakeProc(folder)


@pytest.fixture
def child():
    """child(kind, threads, python): a process in a group of its own, its threads started."""
    started = []

    def start(kind, threads=1, python=sys.executable):
        process = subprocess.Popen(
            [python, "-I", "-S", "-c", CHILD, kind, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            process_group=0,
        )
        started.append(process)
        assert process.stdout.read(1) == b"."
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
