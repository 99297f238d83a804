"""Disks that are full, folders that may not be written, places that are not there."""

import os
import resource
import shutil
import subprocess
import sys

import pytest
from gilrace_faults import LONG, mostly_long

from gilrace.race.recording import read

UNSHARE = shutil.which("unshare")


def namespaces():
    """Whether mounts of our own may be made here."""
    if UNSHARE is None:
        return False
    command = [UNSHARE, "-m", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


needs_mounts = pytest.mark.skipif(not namespaces(), reason="mounts need privileges")


def in_namespace(script):
    """Words before a command: a private set of mounts, changed by a shell script first."""
    return (UNSHARE, "-m", "sh", "-c", f'{script} && exec "$@"', "sh")


def test_a_recording_on_a_full_disk_ends_early_and_the_race_does_not(hurt):
    race = hurt(items=20, recorded=False, words=("--record", "/dev/full"))
    assert race.finish() == 0
    assert "the recording /dev/full ends early: No space left on device" in race.err
    assert "same results" in race.out or "wins" in race.out or "tie" in race.out.lower()
    race.leaves_nothing()


@LONG
@needs_mounts
def test_what_fits_on_a_disk_that_fills_up_can_be_read(hurt, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    race = hurt(
        items=60, rounds=3, seconds=0.005, recorded=False, words=("--record", str(small / "r.race")),
        wrap=in_namespace(f"mount -t tmpfs -o size=12k none {small} && cd {tmp_path}"),
        env={"GILRACE_HISTORY": str(small / "h.sqlite3")}, text=None,
    )  # fmt: skip
    assert race.finish() == 0
    assert "ends early" in race.err
    assert "history" in race.err
    race.leaves_nothing()


def test_a_recording_that_is_cut_off_anywhere_keeps_every_whole_line(hurt, tmp_path):
    race = hurt(items=10)
    assert race.finish() == 0
    data, whole = race.record.read_bytes(), list(read(race.record))
    cut = tmp_path / "cut.race"
    for size in range(data.index(b"\n") + 1, len(data), 97):
        cut.write_bytes(data[:size])
        kept = list(read(cut))
        assert kept == whole[: len(kept)]
        assert len(kept) >= data[:size].count(b"\n")


@LONG
def test_a_limit_on_the_size_of_files_hurts_the_recording_only(hurt):
    def little():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    race = hurt("sequential", items=300, rounds=8, seconds=0.004, before=little)
    code = race.finish()
    assert code in (0, 3, 4)
    assert "Traceback" not in race.err + race.out
    assert "ends early" in race.err or "cannot" in race.err + race.out
    race.leaves_nothing()


@needs_mounts
@pytest.mark.parametrize("what", mostly_long("history", "html", "record"))
def test_a_read_only_folder_is_told_and_costs_no_result(hurt, tmp_path, what):
    fixed = tmp_path / "fixed"
    fixed.mkdir()
    words = {"history": (), "html": ("--html", f"{fixed}/x.html"), "record": ("--record", f"{fixed}/r.race")}[
        what
    ]
    race = hurt(
        "sequential", items=3, recorded=False, words=words, env={"GILRACE_HISTORY": str(fixed / "h.sqlite3")},
        wrap=in_namespace(f"mount -t tmpfs -o ro none {fixed} && cd {tmp_path}"),
    )  # fmt: skip
    assert race.finish() == (0 if what == "history" else 2)
    told = {"history": "history", "html": "may write to", "record": "Read-only file system"}[what]
    assert told in race.err
    race.leaves_nothing()


@LONG
@needs_mounts
def test_without_a_place_for_temporary_files_there_is_one_clear_error(hurt, tmp_path):
    race = hurt(
        "sequential", items=3, recorded=False,
        wrap=in_namespace(
            f"mount -t tmpfs -o ro none {tmp_path}/tmp && mount -o ro,remount,bind {tmp_path}/tmp; "
            f"mount -t tmpfs -o ro none /var/tmp; mount -t tmpfs -o ro none /dev/shm; cd {tmp_path}"
        ),
    )  # fmt: skip
    code = race.finish()
    assert code in (0, 3)
    assert "Traceback" not in race.err


@needs_mounts
def test_without_shared_memory_only_the_lanes_that_need_it_are_out_with_their_reason(hurt, tmp_path):
    race = hurt(
        "sequential, threads, processes, asyncio", items=6,
        wrap=in_namespace(f"mount -t tmpfs -o ro none /dev/shm && cd {tmp_path}"),
    )  # fmt: skip
    code = race.finish()
    ended = {e.heat: e for e in race.recorded_all_up_to_the_end() if e.kind == "end"}
    assert [ended[k].status for k in (0, 1, 3)] == ["finished"] * 3
    assert (code, ended[2].status) == (3, "failed")
    assert "shared memory (/dev/shm): Read-only file system" in ended[2].reason
    race.leaves_nothing()


def test_a_recording_may_not_be_a_folder_or_lie_nowhere(tmp_path):
    for place in (str(tmp_path / "no" / "r.race"), "/proc/nothing/r.race", "x\0y"):
        if "\0" in place:
            continue
        told = subprocess.run(
            [sys.executable, "-m", "gilrace", "run", "cpu-primes", "--record", place, "-q"],
            capture_output=True, text=True, check=False, env={**os.environ, "TMPDIR": str(tmp_path)},
        )  # fmt: skip
        assert told.returncode == 2
        assert "cannot write the recording" in told.stderr
        assert "Traceback" not in told.stderr
