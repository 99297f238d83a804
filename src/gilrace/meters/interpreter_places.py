"""Where interpreters are looked for: PATH, pyenv, uv, and $HOME/pythons."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

VERSION = re.compile(r"(?:python)?(\d+)\.(\d+)(?:\.(\d+))?(t?)$")
COMMAND = re.compile(r"python3\.(\d+)t?$")
OLDEST_MINOR = 11


def is_too_old(wanted: str) -> bool:
    """Whether a version is asked for that is older than any that can be raced."""
    version = VERSION.fullmatch(wanted)
    return version is not None and (int(version[1]), int(version[2])) < (3, OLDEST_MINOR)


def means(wanted: str, version: str, *, free_threaded: bool) -> bool:
    """Whether a bare version ("3.13", "3.13.2", "3.13t") is that of such a build."""
    asked = VERSION.fullmatch(wanted)
    if asked is None or not wanted[0].isdigit() or bool(asked[4]) != free_threaded:
        return False
    return [part for part in asked.groups()[:3] if part] == version.split(".")[: 3 if asked[3] else 2]


def resolve(wanted: str, env: Mapping[str, str]) -> Path | None:
    """The executable meant by a path, a version ("3.12", "3.13t") or a command on PATH, if there is one."""
    if os.sep in wanted or wanted.startswith("~"):
        path = Path(_with_home(wanted, env))
        return path if path.exists() else None
    version = VERSION.fullmatch(wanted)
    if version and (installed := _of_version(version, env)):
        return installed
    command = f"python{wanted}" if version and wanted[0].isdigit() else wanted
    on_path = shutil.which(command, path=env.get("PATH", os.defpath))
    return Path(on_path) if on_path else None


def candidates(env: Mapping[str, str]) -> Iterator[Path]:
    """Executables named like a Python that is new enough, in the order they are looked for. None is run."""
    folders = [Path(name) for name in env.get("PATH", os.defpath).split(os.pathsep)]
    for folder in [*folders, *_installed(env)]:
        if folder.name != "shims" and folder != Path():  # a shim only points at what comes later
            yield from _pythons_in(folder)


def _of_version(version: re.Match[str], env: Mapping[str, str]) -> Path | None:
    """The first that fits; a patch version must show in its path. No free-threaded build by accident."""
    major, minor, micro, threaded = version.groups()
    command = f"python{major}.{minor}{threaded}"
    full = re.compile(rf"(?<!\d){major}\.{minor}\.{micro}(?!\d)")
    for path in candidates(env):
        if path.name != command or (micro and not full.search(str(path))):
            continue
        if threaded or not (path.parent / f"{command}t").exists():
            return path
    return None


def _installed(env: Mapping[str, str]) -> Iterator[Path]:
    """The bin folders of version managers, newest version last."""
    home = env.get("HOME", "")
    pyenv = env.get("PYENV_ROOT") or (f"{home}/.pyenv" if home else "")
    data = env.get("XDG_DATA_HOME") or (f"{home}/.local/share" if home else "")
    roots = [
        f"{pyenv}/versions" if pyenv else "",
        f"{home}/pythons" if home else "",
        f"{data}/uv/python" if data else "",
    ]
    for root in roots:
        if root and Path(root).is_dir():
            yield from sorted(Path(root).glob("*/bin"))


def _pythons_in(folder: Path) -> Iterator[Path]:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names only
    except OSError:
        return
    for name in names:
        match = COMMAND.fullmatch(name)
        if match and int(match[1]) >= OLDEST_MINOR and os.access(folder / name, os.X_OK):
            yield folder / name


def _with_home(path: str, env: Mapping[str, str]) -> str:
    home = env.get("HOME")
    return home + path[1:] if home and path.startswith("~/") else path
