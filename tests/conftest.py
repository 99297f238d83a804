"""For every test: nothing goes into anybody's history, no race waits, all is trusted, signals act.

Folders of tests are spread over the cores; files and tests that are named run one after another (``-n``).

What tests start finds a home with nothing in it but the person's interpreters, and a folder of its own for
temporary files: nobody's settings change a result, and nothing is left in anybody's folders.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ["GILRACE_HISTORY"] = "off"
os.environ["GILRACE_QUEUE"] = "off"
os.environ["GILRACE_TRUST"] = "1"

# Children inherit what is ignored: Ctrl-C in a background job without job control, SIGHUP below nohup(1).
for number, usual in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)

MOST_WORKERS = 4
BASES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
INTERPRETERS = (".pyenv", "pythons", ".local/share/uv")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Tests mostly wait for what they started: several at a time, where nothing else is asked for."""
    asked = config.getoption("numprocesses", 0) is not None  # 0: without pytest-xdist
    alone = asked or config.getoption("usepdb") or config.getoption("benchmark_enable", False)
    if not (alone or hasattr(config, "workerinput")) and any(
        (config.invocation_params.dir / name).is_dir() for name in config.args
    ):
        config.option.numprocesses = min(os.cpu_count() or 1, MOST_WORKERS)
        config.option.dist = "worksteal"


@pytest.fixture(scope="session", autouse=True)
def _home_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    home, before = tmp_path_factory.mktemp("home"), Path(os.path.expanduser("~"))
    for name in INTERPRETERS:
        if (before / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (home / name).symlink_to(before / name)
    (home / "tmp").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        for base in BASES:
            patch.delenv(base, raising=False)
        patch.setenv("HOME", str(home))
        patch.setenv("TMPDIR", str(home / "tmp"))
        patch.setattr(tempfile, "tempdir", None)
        yield
