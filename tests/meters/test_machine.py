import json
import os

import pytest

from gilrace.meters import host
from gilrace.meters.cgroup import limits


@pytest.fixture
def machine(tmp_path):
    """machine(path, text, ...): files below a folder that stands for /."""

    def write(files):
        for path, text in files.items():
            target = tmp_path / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text + "\n")
        return tmp_path

    return write


def test_the_tightest_quota_on_the_way_up_counts_in_version_2(machine):
    root = machine(
        {
            "proc/self/cgroup": "0::/a/b",
            "sys/fs/cgroup/a/cpu.max": "150000 100000",
            "sys/fs/cgroup/a/b/cpu.max": "max 100000",
            "sys/fs/cgroup/a/memory.max": "1000000",
            "sys/fs/cgroup/a/b/memory.max": "2000000",
        }
    )
    assert limits(root).version == 2
    assert limits(root).quota == 1.5
    assert limits(root).memory_bytes == 1_000_000


def test_quota_and_memory_are_read_in_version_1(machine):
    root = machine(
        {
            "proc/self/cgroup": "5:cpu,cpuacct:/x\n4:memory:/x\n0::/",
            "sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_quota_us": "50000",
            "sys/fs/cgroup/cpu,cpuacct/x/cpu.cfs_period_us": "100000",
            "sys/fs/cgroup/memory/x/memory.limit_in_bytes": "9223372036854771712",
            "sys/fs/cgroup/memory/memory.limit_in_bytes": "4096000",
        }
    )
    assert limits(root).version == 1
    assert limits(root).quota == 0.5
    assert limits(root).memory_bytes == 4_096_000


def test_in_a_container_the_limit_stands_at_its_own_root(machine):
    root = machine({"proc/self/cgroup": "0::/docker/abc", "sys/fs/cgroup/cpu.max": "200000 100000"})
    assert limits(root).quota == 2


@pytest.mark.parametrize("text", ["max 100000", "", "-1", "0 0", "nonsense"])
def test_no_quota_or_an_odd_one_is_none(machine, text):
    root = machine({"proc/self/cgroup": "0::/", "sys/fs/cgroup/cpu.max": text})
    assert limits(root).quota is None


def test_odd_lines_in_the_list_of_groups_are_passed_over(machine):
    root = machine({"proc/self/cgroup": "odd\n0::/", "sys/fs/cgroup/cpu.max": "100000 100000"})
    assert limits(root).quota == 1


def test_a_quota_rounds_up_to_whole_cores_and_never_exceeds_them(machine):
    tenth = machine({"proc/self/cgroup": "0::/", "sys/fs/cgroup/cpu.max": "10000 100000"})
    assert host.usable_cores(tenth) == 1
    plenty = machine({"sys/fs/cgroup/cpu.max": "99900000 100000"})
    assert host.usable_cores(plenty) == len(os.sched_getaffinity(0))


def test_a_machine_that_tells_nothing_is_still_described(tmp_path):
    told = host.describe(tmp_path)
    assert told["cgroup_version"] is None
    assert told["cpu_quota"] is None
    assert told["cores"] >= told["usable_cores"] >= 1


def test_a_description_is_json_and_complete():
    told = json.loads(json.dumps(host.describe()))
    for name in ("cpu_model", "machine", "kernel", "platform", "python"):
        assert isinstance(told[name], str)
        assert told[name], name
    assert told["memory_bytes"] > 1 << 20
    assert 0 < told["clock_resolution_ns"] < 1_000_000


def test_memory_model_and_virtualisation_are_read(machine):
    root = machine(
        {
            "proc/meminfo": "MemFree: 1 kB\nMemTotal:  2048 kB",
            "proc/cpuinfo": "processor\t: 0\nmodel name\t: Some CPU\nflags\t\t: fpu hypervisor sse",
            ".dockerenv": "",
        }
    )
    assert host.memory_bytes(root) == 2048 * 1024
    assert host.cpu_model(root) == "Some CPU"
    assert host.virtualisation(root) == "container, virtual machine"
