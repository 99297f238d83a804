"""SMT siblings, quotas that stop, and cores that were used: on canned files, and on this machine."""

import os
from pathlib import Path

import pytest

from gilrace.meters import check_machine, host
from gilrace.meters.core_visits import CoreVisits
from gilrace.meters.lane_cpu import LaneMeter
from gilrace.meters.readings import LaneReading, ThreadReading
from gilrace.meters.throttle import Throttled, ThrottleMeter
from gilrace.meters.topology import numbers, physical, siblings


def write(root, **files):
    for path, text in files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"{text}\n")
    return root


def topology(root, *lists, name="thread_siblings_list"):
    files = {f"sys/devices/system/cpu/cpu{k}/topology/{name}": text for k, text in enumerate(lists)}
    return write(root, **files)


@pytest.mark.parametrize("name", ["thread_siblings_list", "core_cpus_list"])
def test_cores_of_one_physical_core_are_grouped_under_either_name_of_the_file(tmp_path, name):
    topology(tmp_path, "0,2", "1,3", "0,2", "1,3", name=name)
    assert siblings(tmp_path) == ((0, 2), (1, 3))
    assert physical(range(4), siblings(tmp_path)) == 2
    assert physical((0, 2), siblings(tmp_path)) == 1


def test_a_machine_without_siblings_or_without_the_files_has_no_groups(tmp_path):
    assert siblings(tmp_path) == ()
    assert siblings(topology(tmp_path, "0", "1")) == ()
    assert physical((0, 1), ()) == 2


@pytest.mark.parametrize(
    ("text", "found"), [("0-3,8", [0, 1, 2, 3, 8]), ("5", [5]), ("", []), ("nonsense", []), ("0-x", [])]
)
def test_lists_of_cores_are_read_as_the_kernel_writes_them(text, found):
    assert numbers(text) == found


def test_the_doctor_names_siblings_and_warns_where_all_cores_are_one(tmp_path, monkeypatch):
    topology(tmp_path, "0-1", "0-1")
    monkeypatch.setattr(host, "allowed_cores", lambda: (0, 1))
    finding = check_machine.cores(tmp_path)
    assert finding.level == "warn"
    assert "cores 0+1 share one physical core each" in finding.text
    assert "little more than one" in finding.advice
    monkeypatch.setattr(host, "allowed_cores", lambda: (0, 1, 2))
    assert check_machine.cores(tmp_path).level == "good"


def test_this_machine_tells_how_many_physical_cores_it_has():
    told = host.describe()
    assert 1 <= told["physical_cores"] <= told["affinity_cores"] == len(host.allowed_cores())
    if Path("/sys/devices/system/cpu/cpu0/topology").exists():
        for group in told["siblings"]:
            assert all(Path(f"/sys/devices/system/cpu/cpu{core}").exists() for core in group)


def stat(periods, usec):
    return f"usage_usec 5\nnr_periods 9\nnr_throttled {periods}\nthrottled_usec {usec}"


def test_only_what_a_quota_stopped_since_the_meter_was_made_counts(tmp_path):
    write(tmp_path, **{"proc/self/cgroup": "0::/a", "sys/fs/cgroup/a/cpu.stat": stat(5, 700)})
    meter = ThrottleMeter(tmp_path)
    assert meter.read() == Throttled()
    write(tmp_path, **{"sys/fs/cgroup/a/cpu.stat": stat(7, 1_900)})
    assert meter.read() == Throttled(2, 1_200_000)


def test_of_nested_groups_the_one_stopped_longest_counts(tmp_path):
    files = {"sys/fs/cgroup/a/cpu.stat": stat(0, 0), "sys/fs/cgroup/a/b/cpu.stat": stat(0, 0)}
    write(tmp_path, **{"proc/self/cgroup": "0::/a/b", **files})
    meter = ThrottleMeter(tmp_path)
    write(tmp_path, **{"sys/fs/cgroup/a/cpu.stat": stat(3, 50), "sys/fs/cgroup/a/b/cpu.stat": stat(1, 20)})
    assert meter.read() == Throttled(3, 50_000)


def test_version_1_counts_nanoseconds_under_its_own_name(tmp_path):
    place = "sys/fs/cgroup/cpu,cpuacct/x/cpu.stat"
    text = "nr_periods 4\nnr_throttled {}\nthrottled_time {}"
    write(tmp_path, **{"proc/self/cgroup": "5:cpu,cpuacct:/x", place: text.format(1, 10)})
    meter = ThrottleMeter(tmp_path)
    write(tmp_path, **{place: text.format(2, 900)})
    assert meter.read() == Throttled(1, 890)


def test_without_a_control_group_or_a_quota_nothing_is_counted(tmp_path):
    assert ThrottleMeter(tmp_path).read() == Throttled()
    write(tmp_path, **{"proc/self/cgroup": "0::/", "sys/fs/cgroup/cpu.stat": "usage_usec 5"})
    assert ThrottleMeter(tmp_path).read() == Throttled()


def test_on_this_machine_counts_never_run_backwards():
    meter = ThrottleMeter()
    first = meter.read()
    assert first.periods >= 0
    assert meter.read().ns >= first.ns


def reading(*threads):
    return LaneReading(
        threads=tuple(ThreadReading(1, tid, state, core, 0, 0) for tid, state, core in threads)
    )


def test_cores_are_those_of_running_workers_and_moves_are_counted_from_look_to_look():
    visits = CoreVisits()
    visits.add(reading((1, "r", 0), (2, "r", 3), (9, "r", 7)), {1, 2})
    visits.add(reading((1, "r", 0), (2, "r", 1)), {1, 2})
    visits.add(reading((1, "w", 5), (2, "r", 1)), {1, 2})
    assert visits.cores == (0, 1, 3)
    assert visits.moves == 1


def test_a_real_child_is_seen_on_a_core_it_may_use(child):
    spinning = child("spin", 1)
    visits = CoreVisits()
    with LaneMeter(spinning.pid) as meter:
        for _ in range(20):
            seen = meter.read()
            visits.add(seen, {thread.tid for thread in seen.threads})
    assert visits.cores
    assert set(visits.cores) <= set(os.sched_getaffinity(0))
