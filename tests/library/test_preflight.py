"""What is found in a function before the clock starts, and what is said to do about it."""

import pytest

from gilrace.errors import InputError
from gilrace.lane.order import WorkOrder
from gilrace.own.finding import ERROR, WARN
from gilrace.own.preflight import preflight
from gilrace.own.source import is_coroutine

ALL = ("sequential", "threads", "processes", "asyncio")
FINE = "def work(item):\n    return item\n"


@pytest.fixture
def look(tmp_path):
    def look(source, lanes=("processes",), use="work", twin="", items=None):
        (tmp_path / "mine_to_look_at.py").write_text(source)
        place = "./mine_to_look_at.py:"
        order = WorkOrder(place + use, place + twin if twin else "", items or {"count": 5}, {}, str(tmp_path))
        return preflight(order, lanes)

    return look


def test_a_sound_function_has_nothing_to_mend(look):
    assert look(FINE, ("sequential", "threads", "processes")) == ()


def test_a_lambda_is_found_with_its_line_and_the_def_to_write(look):
    (found,) = look("\nwork = lambda item: item\n")
    assert (found.code, found.level, found.place) == ("lambda", ERROR, "mine_to_look_at.py:2")
    assert "def work(item):" in found.fix


def test_a_lambda_is_no_problem_without_processes(look):
    assert look("work = lambda item: item\n", ("threads",)) == ()


def test_a_function_made_in_a_function_is_found(look):
    (found,) = look("def make():\n    def inner(item): return item\n    return inner\nwork = make()\n")
    assert found.code == "nested"


def test_a_pool_started_at_import_is_found_and_one_under_the_guard_is_not(look):
    start = "from concurrent.futures import ProcessPoolExecutor\n"
    unguarded = f"{start}{FINE}pool = ProcessPoolExecutor(1)\n"
    (found,) = look(unguarded)
    assert (found.code, found.level) == ("no-guard", ERROR)
    assert '__name__ == "__main__"' in found.fix
    assert look(f"{start}{FINE}if __name__ == '__main__':\n    pool = ProcessPoolExecutor(1)\n") == ()


def test_a_result_that_cannot_be_pickled_is_found_by_trying(look):
    (found,) = look("import threading\ndef work(item):\n    return threading.Lock()\n")
    assert found.code == "unpicklable"
    assert found.message.startswith("the result cannot be sent")


def test_an_item_that_cannot_be_pickled_is_found_by_trying(look):
    source = "import threading\ndef items(): return [threading.Lock()]\ndef work(item): return 1\n"
    (found,) = look(source, items={"call": "./mine_to_look_at.py:items"})
    assert found.message.startswith("the item cannot be sent")


def test_a_first_item_that_raises_is_told_and_stops_nobody(look):
    (found,) = look("def work(item):\n    return 1 / item\n")
    assert (found.code, found.level) == ("raises", WARN)
    assert "ZeroDivisionError" in found.message


@pytest.mark.parametrize(
    ("body", "blocks", "instead"),
    [
        ("time.sleep(1)", "time.sleep", "asyncio.sleep"),
        ("nap(1)", "time.sleep", "asyncio.sleep"),
        ("subprocess.run(['ls'])", "subprocess.run", "create_subprocess_exec"),
        ("requests.get('there')", "requests.get", "awaitable client"),
        ("open('file').read()", "open", "to_thread"),
        ("helper()", "time.sleep", "asyncio.sleep"),
    ],
)
def test_a_blocking_call_in_a_coroutine_is_found_with_what_to_write_instead(look, body, blocks, instead):
    source = (
        "import asyncio, subprocess, time\nfrom time import sleep as nap\n"
        "class requests:\n    get = staticmethod(lambda url: None)\n"
        "def helper():\n    time.sleep(1)\n"
        f"async def awork(item):\n    if item > 99:\n        {body}\n    return item\n{FINE}"
    )
    (found,) = look(source, ALL, twin="awork")
    assert (found.code, found.level) == ("blocking-call", WARN)
    assert found.message.startswith(blocks)
    assert instead in found.fix


def test_what_is_awaited_or_handed_to_a_thread_does_not_block(look):
    source = (
        "import asyncio, time\nasync def awork(item):\n    await asyncio.sleep(0)\n"
        f"    await asyncio.to_thread(time.sleep, 0)\n    return item\n{FINE}"
    )
    assert look(source, ALL, twin="awork") == ()


def test_a_plain_function_in_the_asyncio_lane_is_told(look):
    (found,) = look(FINE, ALL)
    assert found.code == "no-twin"


def test_a_module_that_cannot_be_imported_is_an_error_in_a_sentence(look):
    with pytest.raises(InputError, match="importing mine_to_look_at failed: ZeroDivisionError"):
        look("1 / 0\n" + FINE)


def test_a_function_that_kills_its_process_is_told_and_harms_nobody(look):
    with pytest.raises(InputError, match="ended the process with code"):
        look("import os\ndef work(item):\n    os._exit(7)\n")


def test_an_async_def_is_known_without_running_it(tmp_path):
    (tmp_path / "mine.py").write_text("async def work(item): ...\ndef plain(item): ...\n1 / 0\n")
    assert is_coroutine("./mine.py:work", tmp_path)
    assert not is_coroutine("./mine.py:plain", tmp_path)


def test_a_twin_that_cannot_be_awaited_is_an_error_and_one_that_gives_a_coroutine_is_none(look):
    source = f"{FINE}async def later(item):\n    import asyncio\n    await asyncio.sleep(0)\n"
    (found,) = look(f"{source}def twin(item):\n    return item\n", ALL, twin="twin")
    assert (found.code, found.level) == ("not-awaitable", ERROR)
    assert "int, which cannot be awaited" in found.message
    assert look(f"{source}def twin(item):\n    return later(item)\n", ALL, twin="twin") == ()
    assert look(f"{source}def twin(item):\n    return item\n", ("threads",), twin="twin") == ()


def test_a_coroutine_that_never_awaits_is_told(look):
    (found,) = look(f"{FINE}async def twin(item):\n    return sum(range(item))\n", ALL, twin="twin")
    assert (found.code, found.level, found.place) == ("never-awaits", WARN, "mine_to_look_at.py:3")
