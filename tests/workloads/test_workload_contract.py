"""What every built-in workload keeps, whatever it does."""

import asyncio
import inspect
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from gilrace.errors import InputError
from gilrace.lane.digest import digest
from gilrace.workloads import REGISTRY, load_module, load_spec

SMALL: dict[str, dict[str, Any]] = {
    "primes": {"below": 3},
    "sum_squares": {"numbers": 300},
    "mandelbrot": {"width": 24, "iterations": 30},
    "hashing": {"rounds": 10},
    "compress": {"kilobytes": 2},
    "sleep": {"seconds": 0.001},
    "fetch": {},
    "download": {},
    "digest": {"passes": 1, "rounds": 10},
    "word_count": {"kilobytes": 1},
    "download_digest": {"passes": 1, "rounds": 10},
    "square_roots": {"numbers": 100},
    "n_times_n": {"numbers": 100},
    "sha": {"piece_bytes": 3000, "times": 2},
    "parse": {"rows": 20},
    "edges": {"width": 40},
    "descent": {"samples": 20, "steps": 5},
    "read_files": {"kilobytes": 1},
    "nap": {"seconds": 0.001},
    "nothing": {},
    "kitchen": {"mix_s": 0.001, "bake_s": 0.001},
    "counter": {"adds": 10},
    "heartbeat": {"every_s": 0.001},
    "crawl": {},
    "pipeline": {"passes": 1},
    "ways": {"pieces": 2, "numbers": 10},
    "ways_to_ask": {"pieces": 2},
    "handing_back": {"kilobytes": 1},
    "crowd": {"numbers": 100},
}
SERVER = SimpleNamespace(delay_s=0.002, jitter_s=0.001, error_rate=0.25, size_bytes=500)
COUNT = 8
SOURCE = Path(inspect.getfile(InputError)).parents[1]
STRANGER = """
import sys
sys.path.insert(0, sys.argv[1])
from gilrace.workloads import load_module
module = load_module(sys.argv[2])
ours = {name.partition(".")[0] for name in sys.modules} - sys.stdlib_module_names - {"gilrace", "__main__"}
assert not ours, ours
assert "asyncio" not in sys.modules, "imported before it is needed"
"""


class Ready:
    """A workload with its settings, its preparations made."""

    def __init__(self, module: ModuleType, settings: dict[str, Any]) -> None:
        self.module = module
        self.settings = settings
        self.items = list(module.items(COUNT)) if hasattr(module, "items") else list(range(COUNT))

    def called(self) -> list[Any]:
        self._hook("setup", **self.settings)
        try:
            return [outcome(self.module.call, item, self.settings) for item in self.items]
        finally:
            self._hook("teardown")

    async def awaited(self) -> list[Any]:
        if hasattr(self.module, "asetup"):
            await self.module.asetup(**self.settings)
        try:
            tasks = (aoutcome(self.module.acall, item, self.settings) for item in self.items)
            return list(await asyncio.gather(*tasks))
        finally:
            if hasattr(self.module, "ateardown"):
                await self.module.ateardown()

    def _hook(self, name: str, **settings: Any) -> None:
        if hasattr(self.module, name):
            getattr(self.module, name)(**settings)


def outcome(call: Any, item: Any, settings: dict[str, Any]) -> Any:
    try:
        return call(item, **settings)
    except Exception as error:
        return type(error).__name__, str(error)


async def aoutcome(acall: Any, item: Any, settings: dict[str, Any]) -> Any:
    try:
        return await acall(item, **settings)
    except Exception as error:
        return type(error).__name__, str(error)


@pytest.fixture(params=REGISTRY, scope="module")
def ready(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ready]:
    module = load_module(request.param)
    settings = {**module.SPEC.settings, **SMALL[request.param]}
    if not hasattr(module, "prepare"):
        yield Ready(module, settings)
        return
    with module.prepare(tmp_path_factory.mktemp("scratch"), COUNT, settings, SERVER) as extra:
        yield Ready(module, {**settings, **extra})


def parameters(function: Any) -> dict[str, Any]:
    found = inspect.signature(function).parameters.values()
    return {p.name: p.default for p in found if p.default is not inspect.Parameter.empty}


@pytest.mark.parametrize("name", REGISTRY)
def test_a_workload_says_what_it_is_and_lists_every_setting_of_its_functions(name: str) -> None:
    module, spec = load_module(name), load_spec(name)
    assert spec.name == name
    assert spec.kind in ("cpu", "io", "mixed")
    assert spec.summary.endswith(".")
    assert spec.default_items > 0
    assert name in SMALL
    for function in ("call", "acall", "setup", "asetup"):
        if hasattr(module, function):
            assert parameters(getattr(module, function)) == dict(spec.settings), function


@pytest.mark.parametrize("name", REGISTRY)
def test_work_that_waits_for_something_has_an_awaitable_twin_and_no_other_work_has_one(name: str) -> None:
    assert hasattr(load_module(name), "acall") == (load_spec(name).kind != "cpu")


@pytest.mark.parametrize("name", REGISTRY)
def test_a_workload_can_be_imported_without_any_installed_package(name: str) -> None:
    command = [sys.executable, "-I", "-S", "-c", STRANGER, str(SOURCE), name]
    subprocess.run(command, check=True, timeout=30)


def test_items_and_results_can_be_pickled_and_digested(ready: Ready) -> None:
    results = ready.called()
    assert pickle.loads(pickle.dumps(ready.items)) == ready.items
    assert pickle.loads(pickle.dumps(results)) == results
    assert digest(results) == digest(ready.called())


def test_different_items_have_different_results(ready: Ready) -> None:
    results = [result for result in ready.called() if not _is_error(result)]
    assert len(results) > 2
    assert len({digest([result]) for result in results}) > 1


@pytest.mark.parametrize("ready", ["sleep", "fetch", "download_digest"], indirect=True)
def test_awaiting_gives_the_same_results_and_errors_as_calling(ready: Ready) -> None:
    assert asyncio.run(ready.awaited()) == ready.called()


def test_another_process_without_packages_gets_the_same_results(ready: Ready) -> None:
    script = (
        "import sys, pickle; sys.path.insert(0, sys.argv[1])\n"
        "name, items, settings = pickle.loads(bytes.fromhex(sys.argv[2]))\n"
        "from gilrace.workloads import load_module\n"
        "from gilrace.lane.digest import digest\n"
        "def outcome(item):\n"
        "    try: return load_module(name).call(item, **settings)\n"
        "    except Exception as error: return type(error).__name__, str(error)\n"
        "print(digest(outcome(item) for item in items))\n"
    )
    order = pickle.dumps((ready.module.SPEC.name, ready.items, ready.settings)).hex()
    command = [sys.executable, "-I", "-S", "-c", script, str(SOURCE), order]
    told = subprocess.run(command, check=True, timeout=30, capture_output=True, text=True).stdout.strip()
    assert told == digest(ready.called())


def test_an_unknown_workload_is_an_error_that_names_the_nearest_one() -> None:
    with pytest.raises(InputError, match="Did you mean mandelbrot"):
        load_spec("mandelbrott")


def _is_error(result: Any) -> bool:
    return isinstance(result, tuple) and result[0] in ("HttpStatus", "NoAnswer")
