import pytest

from gilrace.meters.thread_state import futex_calls, plain_sign, sign

RUNTIME = ((0x1000, 0x2000), (0x9000, 0xA000))
X86, ARM = futex_calls("x86_64"), futex_calls("aarch64")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"running\n", "r"),
        (b"202 0x1000 0x189 0x0 0x7f 0x0 0xffffffff 0x7f 0x7f\n", "g"),
        (b"202 0x9fff 0x189 0x0\n", "g"),
        (b"202 0x2000 0x189 0x0\n", "l"),
        (b"202 0x7f13e3f26000 0x189 0x0\n", "l"),
        (b"449 0x7f13e3f26000 0x2\n", "l"),
        (b"230 0x1 0x0 0x7ffd\n", "w"),  # clock_nanosleep
        (b"0 0x1000 0x20000\n", "w"),  # read: its first argument is no lock
        (b"2020 0x1000\n", "w"),  # only looks like futex
        (b"-1 0x7ffd 0x7f\n", "?"),
    ],
)
def test_a_system_call_tells_what_a_thread_does(line, expected):
    assert sign(line, X86, RUNTIME) == expected


def test_numbers_of_calls_are_those_of_the_processor():
    line = b"98 0x1000 0x189 0x0\n"
    assert sign(line, ARM, RUNTIME) == "g"
    assert sign(line, X86, RUNTIME) == "w"


def test_on_an_unknown_processor_a_sleeper_stays_unknown():
    assert sign(b"202 0x1000 0x189\n", futex_calls("vax"), RUNTIME) == "?"
    assert sign(b"running\n", futex_calls("vax"), RUNTIME) == "r"


def test_without_the_runtimes_data_a_lock_is_not_guessed():
    assert sign(b"202 0x7f13e3f26000 0x189\n", X86, ()) == "?"


def test_from_the_state_letter_alone_a_sleeper_stays_unknown():
    assert [plain_sign(letter) for letter in (b"R", b"D", b"S")] == ["r", "w", "?"]
