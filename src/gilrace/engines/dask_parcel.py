"""What workers elsewhere need: gilrace's part that runs in lanes, and the user's modules, in one zip."""

from __future__ import annotations

import io
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import gilrace.lane

PACKAGE = Path(gilrace.lane.__file__).parents[1]
FOLDERS = ("lane", "host", "workloads", "strategies")
INSTALLED = ("stdlib", "platstdlib", "purelib", "platlib")


def packed() -> tuple[bytes, tuple[str, ...]]:
    """The zip, and its top-level names. The user's modules are those loaded now that are not installed."""
    held = io.BytesIO()
    names = {"gilrace"}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr("gilrace/__init__.py", "")
        for path in _own_files():
            parcel.write(path, Path("gilrace", path.relative_to(PACKAGE)))
        for module, path in users_modules():
            names.add(module.partition(".")[0])
            parcel.write(path, _place(module, path))
    return held.getvalue(), tuple(sorted(names))


def _own_files() -> Iterator[Path]:
    yield PACKAGE / "errors.py"
    for folder in FOLDERS:
        yield from sorted((PACKAGE / folder).glob("*.py"))


def _place(module: str, path: Path) -> str:
    inside = module.replace(".", "/")
    return f"{inside}/__init__.py" if path.name == "__init__.py" else f"{inside}.py"


def users_modules() -> Iterator[tuple[str, Path]]:
    """Name and source of every module that is the user's own: of no installed package, and not gilrace's."""
    installed = tuple(Path(sysconfig.get_path(name)) for name in INSTALLED)
    for name, module in sorted(sys.modules.items()):
        path = _source(module)
        if path is None or name.startswith("__") or name.partition(".")[0] == "gilrace":
            continue
        if not any(path.is_relative_to(place) for place in installed) and "site-packages" not in path.parts:
            yield name, path


def _source(module: ModuleType | None) -> Path | None:
    name = getattr(module, "__file__", None)
    return Path(name).absolute() if isinstance(name, str) and name.endswith(".py") else None
