"""Where scenarios are: files and folders people name, and those that come with gilrace."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import gilrace
from gilrace.errors import InputError
from gilrace.scenario.problem import nearest, shown

_ENDINGS = (".yaml", ".yml")


def built_in() -> Path:
    """The folder of shipped scenarios: inside an installed package, or beside its source."""
    package = Path(gilrace.__file__).resolve().parent
    installed = package / "_scenarios"
    return installed if installed.is_dir() else package.parents[1] / "scenarios"


def find(paths: Iterable[Path | str] = ()) -> list[Path]:
    """Scenario files of these files, folders and built-in names; sorted within each. Raises InputError.

    Without paths: the shipped ones. A file named outright is taken whatever its name ends in.
    """
    given = [Path(path) for path in paths] or [built_in()]
    found = [file for path in given for file in _of(path)]
    return list(dict.fromkeys(found))


def resolve(name: Path | str) -> Path:
    """A file as given, or the shipped scenario of that name ("cpu-primes"). Raises InputError."""
    path = Path(name)
    if _exists(path):
        return path
    shipped = {file.stem: file for file in _inside(built_in())}
    if str(name) in shipped:
        return shipped[str(name)]
    if path.suffix in _ENDINGS or len(path.parts) > 1:
        raise InputError(f"there is no file {shown(str(name))}", advice=_close(path, shipped))
    raise InputError(f"there is no scenario {shown(str(name))}", advice=_close(path, shipped))


def _of(path: Path) -> list[Path]:
    path = resolve(path)
    if not path.is_dir():
        return [path]
    found = _inside(path)
    if not found:
        raise InputError(
            f"no scenario in {path}", advice="Scenarios are .yaml files; `gilrace list` shows those shipped."
        )
    return found


def _inside(folder: Path) -> list[Path]:
    """YAML files below a folder, hidden folders left out, links to folders not followed."""
    found: list[Path] = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        found += [Path(root, name) for name in files if name.endswith(_ENDINGS) and not name.startswith(".")]
    return sorted(found)


def _close(path: Path, shipped: dict[str, Path]) -> str:
    try:
        beside = [file.name for file in _beside(path)]
    except OSError:
        beside = []
    hint = nearest(path.name, beside) if beside else ""
    if not hint.startswith("did"):
        hint = nearest(path.stem, shipped)
    return f"{hint[:1].upper()}{hint[1:]} `gilrace list` shows all." if hint else "Check the path."


def _beside(path: Path) -> list[Path]:
    return [file for file in sorted(path.parent.iterdir())[:1000] if file.suffix in _ENDINGS]


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except (OSError, ValueError):
        return False
