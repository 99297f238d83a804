import ctypes
import sys
from pathlib import Path

import pytest

from gilrace.meters.runtime_data import runtime_ranges, writable_segments

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


def within(address, ranges):
    return any(start <= address < end for start, end in ranges)


def test_the_running_runtimes_own_data_is_found():
    runtime = ctypes.addressof(ctypes.c_char.in_dll(ctypes.pythonapi, "_PyRuntime"))
    assert within(runtime, runtime_ranges("/proc/self"))


def test_objects_and_allocated_memory_lie_outside():
    block = ctypes.create_string_buffer(100_000)
    ranges = runtime_ranges("/proc/self")
    assert not within(id(block), ranges)
    assert not within(ctypes.addressof(block), ranges)


def test_only_elf_files_have_segments(tmp_path):
    text = tmp_path / "text"
    text.write_text("no program")
    assert writable_segments(text) is None
    assert writable_segments(tmp_path / "missing") is None


def test_a_file_without_headers_is_told_by_its_writable_mappings(tmp_path):
    library = tmp_path / "libpython3.99.so"
    library.write_text("no program")
    (tmp_path / "exe").symlink_to("/gone/python3")
    (tmp_path / "maps").write_text(
        f"1000-2000 r-xp 00000000 08:01 1 {library}\n"
        f"2000-3000 rw-p 00001000 08:01 1 {library}\n"
        "3000-4000 rw-p 00000000 00:00 0\n"
        "5000-6000 rw-p 00000000 08:01 2 /lib/libc.so.6\n"
        "7000-8000 rw-p 00000000 00:00 0 [heap]\n"
    )
    assert runtime_ranges(str(tmp_path)) == ((0x2000, 0x3000),)


def test_a_process_that_is_gone_is_an_os_error(tmp_path):
    with pytest.raises(OSError, match="No such file"):
        runtime_ranges(str(Path(tmp_path, "gone")))
