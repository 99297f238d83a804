"""Readers that are slow or go away, terminals that change size, servers that refuse, stall or reset."""

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from contextlib import contextmanager

import pexpect
import pytest
from gilrace_faults import mostly_long, processes_of, until

LOUD = "def work(item):\n    print('x' * 2000, flush=True)\n    return item\n"


def test_a_reader_that_is_slow_delays_what_is_told_and_not_what_is_measured(hurt, tmp_path):
    (tmp_path / "loud.py").write_text(LOUD)
    race = hurt(
        text="workload: {use: './loud.py:work', items: 400}\nlanes: [sequential, threads]\nrounds: 1\n"
    )
    until(lambda: race.events("close"))  # nobody has read a byte: more than a pipe holds waits for us
    assert race.finish() == 0
    walls = [e.metrics["wall_ns"] for e in race.recorded_all_up_to_the_end() if e.kind == "end"]
    assert all(wall < 10e9 for wall in walls)
    assert race.err.count("x" * 100) > 10
    race.leaves_nothing()


@pytest.mark.parametrize("stream", mostly_long("stderr", "stdout"))
def test_a_reader_that_goes_away_ends_the_race_and_the_recording_is_whole(hurt, stream):
    race = hurt(items=60, rounds=4)
    race.heat_runs(0)
    getattr(race.process, stream).close()
    other = race.process.stderr if stream == "stdout" else race.process.stdout
    race.err = other.read()
    code = race.process.wait(90)
    assert code in (0, 141)
    assert stream != "stderr" or code == 141
    race.recorded_all_up_to_the_end()
    race.leaves_nothing()


def test_streams_that_are_closed_from_the_start_break_nothing(tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("workload: {use: nap, items: 1}\nlanes: [sequential]\nrounds: 1\n")
    told = subprocess.run(
        ["sh", "-c", f'exec "{sys.executable}" -m gilrace run x.yaml --record r.race <&- >&- 2>&-'],
        check=False, cwd=tmp_path, timeout=100,
    )  # fmt: skip
    assert told.returncode == 0
    assert (tmp_path / "r.race").read_text().rstrip().endswith('"reason":"complete"}')


def test_a_storm_of_sizes_leaves_the_screens_alive(tmp_path):
    env = {**os.environ, "HOME": str(tmp_path), "TERM": "xterm-256color"}
    child = pexpect.spawn(
        sys.executable, ["-m", "gilrace", "cpu-primes"], env=env, dimensions=(24, 80), timeout=30
    )
    child.expect("GUESS|HEATS|primes")
    for number in range(120):
        child.setwinsize(1 + number * 7 % 60, 1 + number * 13 % 200)
        child.kill(signal.SIGWINCH)
        try:
            child.read_nonblocking(1 << 16, 0.005)
        except pexpect.TIMEOUT:
            continue
    child.setwinsize(30, 100)
    assert child.isalive()
    child.send("q")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@contextmanager
def server(behave):
    """A server on loopback that behaves badly: ``behave(connection)`` for each one."""
    kept = []
    with socket.create_server(("127.0.0.1", 0), backlog=200) as listening:

        def serve():
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                kept.append(connection)
                behave(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
    for connection in kept:
        connection.close()


def reset(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def half_an_answer(connection):
    connection.recv(4096)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
    connection.close()


def nonsense(connection):
    connection.recv(4096)
    connection.sendall(os.urandom(64) + b"\r\n\r\n")
    connection.close()


BEHAVIOURS = {"stalls": lambda connection: None, "resets": reset, "stops": half_an_answer, "raves": nonsense}


def nowhere():
    """An address where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return f"http://127.0.0.1:{free.getsockname()[1]}/"


@pytest.mark.parametrize("how", mostly_long("resets", "refuses", "stalls", "stops", "raves", quick=2))
def test_a_server_that_fails_is_an_error_of_each_item_and_of_nothing_else(hurt, how):
    with server(BEHAVIOURS.get(how, reset)) as place:
        url = nowhere() if how == "refuses" else place
        text = (
            f"workload: {{use: fetch, items: 4, url: '{url}', settings: {{timeout_s: 0.3}}}}\n"
            "lanes: [sequential, threads, asyncio]\nrounds: 1\n"
        )
        race = hurt(text=text)
        assert race.finish() == 0, race.err
        ended = [e for e in race.recorded_all_up_to_the_end() if e.kind == "end"]
        assert [(e.status, e.metrics["errors"]) for e in ended] == [("finished", 4)] * 3
        race.leaves_nothing()


def test_our_own_server_that_dies_is_an_error_of_the_items(hurt):
    text = (
        "workload: {use: fetch, items: 60, server: {delay: 50ms}, settings: {timeout_s: 1}}\n"
        "lanes: [sequential]\nrounds: 1\n"
    )
    race = hurt(text=text)
    race.heat_runs(0, done=3)
    origin = [pid for pid, words in processes_of(race.marker) if "origin" in words]
    assert origin
    for pid in origin:
        os.kill(pid, signal.SIGKILL)
    code = race.finish()
    assert code in (0, 4)
    ended = [e for e in race.recorded_all_up_to_the_end() if e.kind == "end"]
    assert ended[0].metrics["errors"] > 0 or ended[0].status != "finished"
    race.leaves_nothing()
