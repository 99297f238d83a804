"""A person's own settings: a commented TOML file in their configuration folder, the environment above it.

Nothing here needs the screens: plain mode and `gilrace config` read the same settings.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gilrace.errors import InputError
from gilrace.scenario.problem import nearest, shown
from gilrace.tui.keys import TABLE

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "dark", "light", "ansi", "mono"),
    "glyphs": ("auto", "full", "basic", "ascii"),
    "colour": ("auto", "256", "16", "never"),
    "keymap": ("default", "vim"),
}
SWITCHES = ("reduced_motion", "mouse", "plain")
WORDS = {"1": True, "yes": True, "true": True, "on": True, "0": False, "no": False, "false": False,
         "off": False}  # fmt: skip

DEFAULT = """\
# Settings of gilrace's screens. Every line may be left out.
# Each can be set for once: gilrace --theme light, or GILRACE_THEME=light in the environment.

theme = "auto"            # auto | dark | light | ansi (the terminal's own 16 colours) | mono
colour = "auto"           # auto | 256 | 16 | never
glyphs = "auto"           # auto | full | basic (no eighths, no ticks) | ascii
keymap = "default"        # default | vim
reduced_motion = false    # true: two pictures a second, nothing moves in between
mouse = true              # false: the mouse is left to the terminal, for marking and copying
plain = false             # true: sentences and numbered menus instead of screens

# Keys of your own: "screen.act" = "key,key". The acts and their keys now:
[keys]
"""


@dataclass(frozen=True)
class Settings:
    """The settings; the empty value is the default."""

    theme: str = "auto"
    glyphs: str = "auto"
    colour: str = "auto"
    keymap: str = "default"
    reduced_motion: bool = False
    mouse: bool = True
    plain: bool = False
    keys: Mapping[str, str] = field(default_factory=dict)


def place() -> Path:
    """Where the file is, or would be."""
    from platformdirs import user_config_path

    return user_config_path("gilrace", appauthor=False) / "config.toml"


def default_text() -> str:
    """The default file, every act with its keys in a comment."""
    acts = [
        f'# "{part}.{act.id}" = "{act.keys}"  # {act.help}' for part, acts in TABLE.items() for act in acts
    ]
    return DEFAULT + "\n".join(acts) + "\n"


def read_settings(path: Path | None = None) -> Settings:
    """The settings of the file; the defaults where there is none. Raises InputError."""
    path = path or place()
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}", advice="Mend or remove it.") from error
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # tomllib's own, and numbers and nesting beyond all use
        raise InputError(f"{path}: {error}", advice="Mend that line: gilrace config --edit") from error
    problems = [f"{path}:{_line(text, key)}: {said}" for key, said in _problems(data)]
    if problems:
        raise InputError("\n".join(problems), advice="Mend it: gilrace config --edit")
    return Settings(**data)


def with_environment(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """The settings with GILRACE_THEME, GILRACE_REDUCED_MOTION and their like on top.

    Raises InputError for a value that is not one.
    """
    found: dict[str, Any] = {}
    for key in (*CHOICES, *SWITCHES):
        name = f"GILRACE_{key.upper()}"
        told = environ.get(name, "").strip()
        if told:
            found[key] = WORDS.get(told.lower(), told) if key in SWITCHES else told
            problem = _wrong(key, found[key])
            if problem:
                raise InputError(f"{name}: {problem}")
    return replace(settings, **found)


def with_options(settings: Settings, options: Mapping[str, Any]) -> Settings:
    """The settings with what was said on the command line on top; None = not said. Raises InputError."""
    names = {one.name for one in fields(Settings)}
    said = {key: value for key, value in options.items() if key in names and value is not None}
    for key, value in said.items():
        problem = _wrong(key, value)
        if problem:
            raise InputError(f"--{key.replace('_', '-')}: {problem}")
    return replace(settings, **said)


def _problems(data: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Every key that is wrong, and what is wrong with it."""
    for key, value in data.items():
        if key == "keys" and isinstance(value, dict):
            yield from _key_problems(value)
        elif problem := _wrong(key, value):
            yield key, problem


def _wrong(key: str, value: Any) -> str:
    """What is wrong with a setting; empty when nothing is."""
    if key in CHOICES:
        if value in CHOICES[key]:
            return ""
        known = ", ".join(CHOICES[key])
        return f"{key} is {shown(value)}, but can be {known}{_meant(value, CHOICES[key])}"
    if key in SWITCHES:
        return "" if isinstance(value, bool) else f"{key} is {shown(value)}, but is true or false"
    if key == "keys":
        return 'keys is a table: a line [keys], then lines like "race.pause" = "p"'
    names = [one.name for one in fields(Settings)]
    return f"{shown(key)} is not a setting; {nearest(key, names)}"


def _meant(value: Any, known: Iterable[str]) -> str:
    """``; did you mean X?`` where something is near."""
    said = nearest(str(value), known)
    return f"; {said}" if said.startswith("did") else ""


def _key_problems(keys: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    known = [f"{part}.{act.id}" for part, acts in TABLE.items() for act in acts]
    for act, wanted in keys.items():
        if act not in known:
            said = nearest(act, known)
            yield (
                act,
                f"[keys] {shown(act)} is no act; {said if said.startswith('did') else 'see the comments'}",
            )
        elif not isinstance(wanted, str) or not wanted.strip():
            yield act, f'[keys] {act} is {shown(wanted)}, but is keys in quotes: "p" or "p,ctrl+p"'


def _line(text: str, key: str) -> int:
    """The line that a key is set in, from 1."""
    found = re.compile(rf"""^\s*(?:["']?{re.escape(key)}["']?\s*=|\[\s*{re.escape(key)}\s*\])""")
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if found.match(line)), 1)
