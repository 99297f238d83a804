"""Checks of Python itself: the one running, its packages, others, and how it starts processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping
from importlib import metadata

from gilrace.meters import interpreters
from gilrace.meters.finding import Finding, bad, good, warn

NEEDED = ("textual", "rich", "aiohttp", "psutil", "ruamel.yaml", "pydantic", "click", "platformdirs")
EXTRAS = {"gilknocker": "gil"}  # package: the extra that brings it


def python() -> Finding:
    """The interpreter that runs gilrace."""
    mine = interpreters.running()
    text = f"{mine.implementation} {mine.version}, {_gil(mine)}"
    if mine.version_info < interpreters.OLDEST:
        return bad("python", text, interpreters.NEWER)
    if mine.implementation != "CPython":
        return warn("python", text, "GIL waits are only known for CPython")
    return good("python", text)


def packages(version: Callable[[str], str] = metadata.version) -> Finding:
    """What gilrace cannot do without."""
    there, missing = _versions(NEEDED, version)
    if missing:
        return bad("packages", f"missing: {', '.join(missing)}", f"pip install {' '.join(missing)}")
    return good("packages", ", ".join(there))


def extras(version: Callable[[str], str] = metadata.version) -> Finding:
    """What it can do without."""
    there, missing = _versions(tuple(EXTRAS), version)
    if missing:
        names = ",".join(EXTRAS[name] for name in missing)
        return good(
            "extras", f"not installed: {', '.join(missing)} (optional: pip install 'gilrace[{names}]')"
        )
    return good("extras", ", ".join(there))


def interpreters_here(env: Mapping[str, str]) -> Finding:
    """What lanes can be raced on."""
    found = interpreters.found(env=env)
    names = [f"{i.name} ({i.version}{', free-threaded' * i.free_threaded}, {_gil(i)})" for i in found]
    return good("interpreters", "; ".join(names))


def start_methods() -> Finding:
    """How processes can be started; the default comes first."""
    methods = multiprocessing.get_all_start_methods()
    text = f"default {methods[0]}, also {', '.join(methods[1:]) or 'none'}"
    try:
        multiprocessing.get_context("fork" if "fork" in methods else methods[0]).Lock()
    except OSError as error:
        return warn("processes", f"{text}; locks between processes fail: {error}", "mount /dev/shm writable")
    return good("processes", text)


def _gil(interpreter: interpreters.Interpreter) -> str:
    return "GIL on" if interpreter.gil else "GIL off"


def _versions(names: tuple[str, ...], version: Callable[[str], str]) -> tuple[list[str], list[str]]:
    there, missing = [], []
    for name in names:
        try:
            there.append(f"{name} {version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(name)
    return there, missing
