"""Dask across network namespaces: workers that only the network reaches, one of them cut off in mid-race."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gilrace.lane.digest import digest
from gilrace.race.events import Sampled
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold

pytest.importorskip("distributed", reason="the extra dask is not installed")
pytestmark = pytest.mark.long
WORK = Path(__file__).parent / "cluster_work.py"
NET = f"10.213.{os.getpid() % 250}"


def ip(*words, check=True):
    return subprocess.run(["ip", *words], check=check, capture_output=True, text=True).returncode == 0


class Islands:
    """Namespaces on one bridge: a scheduler in the first, a worker in each of the others."""

    def __init__(self, folder):
        self.folder = folder
        self.bridge = f"gb{os.getpid()}"
        self.names = [f"gr{os.getpid()}-{k}" for k in range(3)]
        self.processes = []

    def build(self):
        ip("link", "add", self.bridge, "type", "bridge")
        ip("addr", "add", f"{NET}.1/24", "dev", self.bridge)
        ip("link", "set", self.bridge, "up")
        for k, name in enumerate(self.names):
            here, there = f"gh{os.getpid()}{k}", f"gt{os.getpid()}{k}"
            ip("netns", "add", name)
            ip("link", "add", here, "type", "veth", "peer", "name", there)
            ip("link", "set", there, "netns", name)
            ip("link", "set", here, "master", self.bridge, "up")
            ip("-n", name, "addr", "add", f"{NET}.{k + 2}/24", "dev", there)
            ip("-n", name, "link", "set", there, "up")
            ip("-n", name, "link", "set", "lo", "up")

    def start(self):
        self.run(0, "dask_scheduler", "--host", f"{NET}.2", "--port", "8786", "--no-dashboard")
        for k in (1, 2):
            self.run(
                k, "dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                "--host", f"{NET}.{k + 2}", "--local-directory", str(self.folder),
            )  # fmt: skip

    @property
    def address(self):
        return f"tcp://{NET}.2:8786"

    def run(self, k, program, *args):
        command = [sys.executable, "-m", f"distributed.cli.{program}", *args]
        self.processes.append(
            subprocess.Popen(
                ["ip", "netns", "exec", self.names[k], *command],
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def clear(self):
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            process.wait()
        for name in self.names:
            ip("netns", "del", name, check=False)
        ip("link", "del", self.bridge, check=False)


@pytest.fixture
def islands(tmp_path):
    made = Islands(tmp_path)
    try:
        made.build()
        made.start()
        yield made
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"network namespaces cannot be made here: {error}")
    finally:
        made.clear()


def test_a_worker_on_another_network_address_dies_and_no_item_is_lost(scenario, islands):
    lanes = [{"dask": {"workers": 2, "scheduler": islands.address}}]
    workload = {"use": f"{WORK}:slow_double", "items": {"range": [0, 100, 1]}}
    session = RaceSession(scenario(lanes, use=None, workload=workload, timeout=100), Options(wait=False))
    tick = threading.Event()
    session.start()
    while session.running and not any(isinstance(e, Sampled) and e.done >= 10 for e in session.events()):
        tick.wait(0.02)
    os.kill(islands.processes[1].pid, signal.SIGKILL)
    assert session.join(40)
    heat = fold(session.events()).lane("dask").heat
    assert (heat.status, heat.reason) == ("finished", "")
    assert heat.digest == digest([2 * x for x in range(100)])
    assert heat.metrics["done"] == 100
    said = " | ".join(event.said for event in session.events() if isinstance(event, Sampled))
    assert f"({NET}.3)" in said
    assert f"({NET}.4)" in said
    assert "1 lost" in said
