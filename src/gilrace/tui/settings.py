"""A person's own settings: a commented TOML file in their configuration folder."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from gilrace.errors import InputError
from gilrace.tui.keys import TABLE

CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": ("auto", "dark", "light", "ansi", "mono"),
    "glyphs": ("auto", "full", "basic", "ascii"),
    "keymap": ("default", "vim"),
}

DEFAULT = """\
# Settings of gilrace's screens. Every line may be left out.

theme = "auto"            # auto | dark | light | ansi (the terminal's 16 colours) | mono
glyphs = "auto"           # auto | full | basic | ascii
keymap = "default"        # default | vim
reduced_motion = false    # true: two pictures a second, nothing moves in between

# Keys of your own: screen.act = "key,key". The acts and their keys now:
[keys]
"""


@dataclass(frozen=True)
class Settings:
    """The settings; the empty value is the default."""

    theme: str = "auto"
    glyphs: str = "auto"
    keymap: str = "default"
    reduced_motion: bool = False
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
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise InputError(f"cannot read {path}: {error}", advice="Mend or remove it.") from error
    try:
        return _settings(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, InputError) as error:
        raise InputError(f"{path}: {error}", advice="Mend that line, or remove the file.") from error


def with_environment(settings: Settings, environ: Mapping[str, str]) -> Settings:
    """The settings with GILRACE_THEME, GILRACE_GLYPHS, GILRACE_KEYMAP, GILRACE_REDUCED_MOTION on top.

    Raises InputError for a value that is not one.
    """
    found = {
        key: environ[f"GILRACE_{key.upper()}"] for key in CHOICES if environ.get(f"GILRACE_{key.upper()}")
    }
    for key, value in found.items():
        if value not in CHOICES[key]:
            raise InputError(f"GILRACE_{key.upper()} is {value!r}; it can be {', '.join(CHOICES[key])}")
    calm = environ.get("GILRACE_REDUCED_MOTION", "0") not in ("", "0")
    return replace(settings, reduced_motion=settings.reduced_motion or calm, **found)  # type: ignore[arg-type]


def _settings(data: Mapping[str, Any]) -> Settings:
    for key, value in data.items():
        _check(key, value)
    keys = data.get("keys", {})
    known = {f"{part}.{act.id}" for part, acts in TABLE.items() for act in acts}
    for act, wanted in keys.items():
        if act not in known or not isinstance(wanted, str):
            raise InputError(f'keys: "{act}" is not an act with its keys in quotes')
    return Settings(**{**data, "keys": keys})


def _check(key: str, value: Any) -> None:
    if key in CHOICES:
        if value not in CHOICES[key]:
            raise InputError(f"{key} is {value!r}; it can be {', '.join(CHOICES[key])}")
    elif key == "reduced_motion":
        if not isinstance(value, bool):
            raise InputError("reduced_motion is true or false")
    elif key != "keys" or not isinstance(value, dict):
        raise InputError(f"{key!r} is not a setting; there are theme, glyphs, keymap, reduced_motion, [keys]")
