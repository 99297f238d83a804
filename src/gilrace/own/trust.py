"""Whether a scenario that does more than built-in work may do it: who made it, and what people have allowed.

What came with gilrace runs. What is yours and where you are runs: the file and the code it names belong to
you, nobody else can write them, and they lie in the folder you stand in or below it (in your home itself, not
below), neither downloaded nor among your downloads. Everything else is asked for once. An answer holds for
the file and its code as they are now, or for a folder and all below it; what that code imports is not looked
at.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace import safety
from gilrace.errors import InputError
from gilrace.own.reach import Deed, deeds, interpreters

if TYPE_CHECKING:
    from gilrace.scenario import Scenario

SWITCH = "GILRACE_TRUST"  # 1 = everything that is named may run; for CI
REMEMBER = "remember"  # its value after --trust
MOST_BYTES = 1_000_000
MARKS = ("user.xdg.origin.url", "user.xdg.referrer.url", "com.apple.quarantine")  # of a download
FILE, FOLDER = "file", "folder"

_allowed: set[str] = set()  # fingerprints and folders allowed in this process


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a scenario is not simply run: what it does, and why that is not known to be wanted."""

    scenario: Scenario
    deeds: tuple[Deed, ...]
    reason: str  # as in "it lies outside of the folder you are in"

    @property
    def folder(self) -> Path:
        """The folder that can be trusted instead of the one file."""
        return self.scenario.path.resolve().parent

    def __str__(self) -> str:
        does = ", ".join(deed.what for deed in self.deeds)
        return f"{self.scenario.path} {does}, and {self.reason}"


def doubt(scenario: Scenario) -> Doubt | None:
    """What to ask before this scenario is run; None when it may. Raises InputError in safe mode."""
    forbid(scenario)
    found = deeds(scenario)
    active = tuple(deed for deed in found if not deed.harmless)
    said = os.environ.get(SWITCH, "0")
    if not active or said not in ("", "0", REMEMBER) or _is_allowed(scenario, active):
        return None
    reason = next(filter(None, (_strange(path) for path in _files(scenario, active))), "")
    if reason and said == REMEMBER:
        allow(Doubt(scenario, active, reason))
        return None
    return Doubt(scenario, active, reason) if reason else None


def forbid(scenario: Scenario) -> None:
    """Raise InputError in safe mode for all but built-in work under a usual interpreter."""
    if safety.is_safe():
        for deed in (*deeds(scenario), *interpreters(scenario)):
            safety.refuse(f"{scenario.path} {deed.what}, and only built-in work is raced")


def require(scenario: Scenario) -> None:
    """Raise InputError for a scenario that nobody has allowed, and nobody can be asked about here."""
    found = doubt(scenario)
    if found is not None:
        raise InputError(
            str(found),
            advice="Read it first. Then say --trust, which is remembered for this file as it is now; "
            f"{SWITCH}=1 is for CI; --safe runs built-in work only.",
        )


def allow(found: Doubt, what: str = FILE) -> str:
    """Let the ``file`` run as it is now, or all of its ``folder``; why this cannot be remembered."""
    entry = str(found.folder) if what == FOLDER else _fingerprint(_files(found.scenario, found.deeds))
    if not entry:
        return "this is not remembered: its files cannot be read"
    _allowed.add(entry)
    return _remember(entry)


def allow_made(paths: Iterable[Path]) -> None:
    """Files that gilrace itself has just written for the person, whatever they become."""
    for path in paths:
        _allowed.add(str(path.resolve()))
        _remember(str(path.resolve()))


def place() -> Path:
    """Where the answers are kept."""
    from platformdirs import user_state_path

    return user_state_path("gilrace", appauthor=False) / "trusted.json"


def _files(scenario: Scenario, found: Iterable[Deed]) -> list[Path]:
    return [scenario.path, *(deed.file for deed in found if deed.file is not None)]


def _is_allowed(scenario: Scenario, found: tuple[Deed, ...]) -> bool:
    files = _files(scenario, found)
    known = _allowed | _remembered()
    fingerprint = _fingerprint(files)
    if fingerprint and fingerprint in known:
        return True
    return all(
        any(str(one) in known for one in (path, *path.parents)) for path in (f.resolve() for f in files)
    )


def _strange(path: Path) -> str:
    """Why a file is not known to be the person's own; empty when it is."""
    here, real = Path.cwd(), path.resolve()
    try:
        about, around = real.stat(), real.parent.stat()
    except OSError:
        return f"{path.name} cannot be looked at"
    if about.st_uid != os.geteuid():
        return f"{path.name} belongs to somebody else"
    if _open_to_others(about) or (_open_to_others(around) and not around.st_mode & stat.S_ISVTX):
        return f"others may write {path.name}"
    if not real.is_relative_to(here) or (_at_home(here) and real.parent != here):
        return "it lies outside of the folder you are in"
    return "it was downloaded" if _downloaded(real) else ""


def _open_to_others(about: os.stat_result) -> bool:
    """Whether more people than the owner may write; one's own group, as many systems have it, is no more."""
    shared = about.st_mode & stat.S_IWGRP and about.st_gid != os.getegid()
    return bool(about.st_mode & stat.S_IWOTH or shared)


def _at_home(here: Path) -> bool:
    """Whether this is the home folder, or one above it: what lies below is everything."""
    with contextlib.suppress(RuntimeError, OSError):
        return Path.home().resolve().is_relative_to(here)
    return here == Path("/")


def _downloaded(path: Path) -> bool:
    from platformdirs import user_downloads_path

    with contextlib.suppress(OSError, RuntimeError):
        if path.is_relative_to(user_downloads_path().resolve()):
            return True
    return any(_marked(path, mark) for mark in MARKS)


def _marked(path: Path, mark: str) -> bool:
    try:
        return bool(os.getxattr(path, mark))
    except (OSError, AttributeError):  # no such mark, or a system without them
        return False


def _fingerprint(files: Iterable[Path]) -> str:
    """Of the scenario and the code it names, as they are now; of nothing where one cannot be read."""
    told = hashlib.sha256()
    try:
        for path in files:
            content = path.read_bytes()
            told.update(b"%d:" % len(content) + content)
    except OSError:
        return ""
    return told.hexdigest()


def _remembered() -> set[str]:
    try:
        with place().open("rb") as file:
            found = json.loads(file.read(MOST_BYTES))
    except (OSError, ValueError, RecursionError, RuntimeError):
        return set()
    return {one for one in found if isinstance(one, str) and one} if isinstance(found, list) else set()


def _remember(entry: str) -> str:
    path = place()
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(sorted({*_remembered(), entry}), indent=1) + "\n", "utf-8")
        fresh.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            fresh.unlink(missing_ok=True)
        return f"this is not remembered: {path} cannot be written: {error.strerror or error}"
    return ""
