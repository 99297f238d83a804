"""Python interpreters on this machine: what a name, a path or a version means, and what is found there."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from gilrace.errors import MachineError
from gilrace.meters.interpreter_places import candidates, is_too_old, means, resolve

OLDEST = (3, 11)
NEWER = "gilrace races on Python 3.11 and newer"
TIMEOUT_S = 10.0
QUESTION = """
import json, multiprocessing, platform, sys, sysconfig
print(json.dumps([platform.python_version(), list(sys.version_info[:3]),
    getattr(sys, "_is_gil_enabled", lambda: True)(), bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    platform.python_implementation(), getattr(multiprocessing, "get_all_start_methods", lambda: [""])()[0]]))
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """One interpreter and what it said of itself."""

    executable: Path
    version: str  # "3.13.0rc1"
    version_info: tuple[int, int, int]
    gil: bool  # whether it runs with a GIL when started plainly
    free_threaded: bool  # whether it was built to run without one
    implementation: str  # "CPython"
    start_method: str  # the default of multiprocessing

    @property
    def name(self) -> str:
        """Short: "3.13", "3.13t" for a free-threaded build."""
        major, minor, _ = self.version_info
        return f"{major}.{minor}{'t' if self.free_threaded else ''}"


_known: dict[tuple[str, int, int], Interpreter] = {}


def probe(
    wanted: str | os.PathLike[str] | None = None,
    *,
    env: Mapping[str, str] | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Interpreter:
    """The interpreter meant by a command name, a path, or a version such as "3.12"; None: the one running.

    A version that the running one has means the running one.

    Raises `MachineError` with the plain reason: not found, not executable, not a Python, too old, hangs.
    """
    if wanted is None or str(wanted) == sys.executable:
        return running()
    env = os.environ if env is None else env
    if means(str(wanted), platform.python_version(), free_threaded=_free_threaded()):
        return running()
    if is_too_old(str(wanted)):
        raise MachineError(f"Python {str(wanted).removeprefix('python')} is too old", advice=NEWER)
    path = resolve(str(wanted), env)
    if path is None:
        raise _not_found(str(wanted), env)
    if path.is_dir() or not os.access(path, os.X_OK):
        raise MachineError(
            f"{path} cannot be run", advice="give the path of a python executable, or chmod +x it"
        )
    stat = path.stat()
    key = (str(path), stat.st_mtime_ns, stat.st_size)
    if key not in _known:
        _known[key] = _ask(path, timeout_s)
    return _known[key]


def running() -> Interpreter:
    """The interpreter that runs gilrace."""
    import multiprocessing

    return Interpreter(
        Path(sys.executable),
        platform.python_version(),
        sys.version_info[:3],
        getattr(sys, "_is_gil_enabled", lambda: True)(),
        _free_threaded(),
        platform.python_implementation(),
        multiprocessing.get_all_start_methods()[0],
    )


def gil_wish(interpreter: Interpreter, env: Mapping[str, str] | None = None) -> str:
    """What PYTHON_GIL asks of a build that has a choice, "0" or "1"; "" where it has none or nobody asks."""
    wish = (os.environ if env is None else env).get("PYTHON_GIL", "")
    return wish if interpreter.free_threaded and wish in ("0", "1") else ""


def _free_threaded() -> bool:
    return bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def found(*, env: Mapping[str, str] | None = None, timeout_s: float = 3.0) -> list[Interpreter]:
    """Every usable interpreter in the usual places: the running one, then by version. Runs each of them."""
    env = os.environ if env is None else env
    mine = running()
    seen = {_build(mine)}
    others = []
    for path in candidates(env):
        with contextlib.suppress(MachineError):
            other = probe(path, env=env, timeout_s=timeout_s)
            if _build(other) not in seen:
                seen.add(_build(other))
                others.append(other)
    return [mine, *sorted(others, key=lambda i: (i.version_info, i.free_threaded))]


def _build(interpreter: Interpreter) -> tuple[Path, str, bool]:
    """The same for all names and links of one installation."""
    return interpreter.executable.resolve().parent, interpreter.version, interpreter.free_threaded


def _ask(path: Path, timeout_s: float) -> Interpreter:
    answer, code = _run([str(path), "-I", "-S", "-c", QUESTION], timeout_s)
    try:
        version, (major, minor, micro), gil, free_threaded, implementation, start_method = json.loads(answer)
    except (ValueError, TypeError):
        raise MachineError(
            f"{path} is not a Python that can be asked (exit code {code})",
            advice="give the path of a CPython 3.11 or newer",
        ) from None
    if (major, minor) < OLDEST:
        raise MachineError(f"{path} is Python {version}: too old", advice=NEWER)
    return Interpreter(path, version, (major, minor, micro), gil, free_threaded, implementation, start_method)


def _run(command: Iterable[str], timeout_s: float) -> tuple[str, int]:
    """Its output and exit code. The whole process group is killed when time is up."""
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise MachineError(f"{next(iter(command))} cannot be run: {error.strerror}") from None
    with process:
        try:
            output, _ = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise MachineError(
                f"{next(iter(command))} gave no answer within {timeout_s:g} s",
                advice="run it by hand to see why, or name another interpreter",
            ) from None
    return output.decode(errors="replace"), process.returncode


def _not_found(wanted: str, env: Mapping[str, str]) -> MachineError:
    there = list(dict.fromkeys(path.name for path in candidates(env)))
    near = get_close_matches(wanted, there, n=3, cutoff=0.5) or there[:5]
    advice = f"found here: {', '.join(near)}" if near else "no other interpreter was found here"
    return MachineError(f"no interpreter {wanted!r} was found", advice=f"{advice}; a full path works too")
