"""What the terminal can show, told by the environment and the streams alone."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

FALLBACK = (80, 24)
TRUECOLOR_TERMS = ("-direct", "-truecolor", "kitty", "alacritty", "wezterm", "ghostty", "foot")


class Stream(Protocol):
    """As much of a stream as is asked."""

    def isatty(self) -> bool: ...

    def fileno(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as it describes itself."""

    stdin: bool  # whether it is a terminal
    stdout: bool
    stderr: bool
    term: str
    colorterm: str
    colour: str  # "truecolor" | "256" | "16" | "none"
    columns: int
    rows: int
    unicode: bool  # whether the locale can show more than ASCII
    multiplexer: str  # "tmux" | "screen" | ""
    ssh: bool
    accessible: bool  # plain sentences are wanted

    @property
    def interactive(self) -> bool:
        """Whether full screens can be shown and keys be read."""
        return self.stdin and self.stdout and self.term != "dumb"


def describe(env: Mapping[str, str], streams: Sequence[Stream | None]) -> Terminal:
    """The terminal of (stdin, stdout, stderr); a closed or missing stream is none."""
    stdin, stdout, stderr = (_is_terminal(stream) for stream in streams)
    term = env.get("TERM", "")
    columns, rows = size(env, streams[1] if stdout else None)
    return Terminal(
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        term=term,
        colorterm=env.get("COLORTERM", ""),
        colour=colour_depth(env, stdout),
        columns=columns,
        rows=rows,
        unicode=is_unicode(env),
        multiplexer="tmux"
        if env.get("TMUX")
        else "screen"
        if env.get("STY") or term.startswith("screen")
        else "",
        ssh=bool(env.get("SSH_CONNECTION") or env.get("SSH_TTY")),
        accessible=env.get("ACCESSIBLE", "") not in ("", "0"),
    )


def colour_depth(env: Mapping[str, str], is_terminal: bool) -> str:
    """How many colours to use. FORCE_COLOR gives colour to what is no terminal; NO_COLOR wins over all."""
    term = env.get("TERM", "")
    forced = env.get("FORCE_COLOR", "") not in ("", "0")
    if env.get("NO_COLOR") or not (is_terminal or forced):
        return "none"
    if env.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    if term in ("", "dumb", "unknown"):
        return "16" if forced else "none"
    if any(part in term for part in TRUECOLOR_TERMS):
        return "truecolor"
    return "256" if "256" in term else "16"


def size(env: Mapping[str, str], stream: Stream | None) -> tuple[int, int]:
    """Columns and rows: COLUMNS and LINES where set, else what the terminal says, else 80 by 24."""
    columns, rows = FALLBACK
    if stream is not None:
        try:
            columns, rows = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError):
            columns, rows = FALLBACK
    return _number(env, "COLUMNS") or columns or FALLBACK[0], _number(env, "LINES") or rows or FALLBACK[1]


def is_unicode(env: Mapping[str, str]) -> bool:
    """Whether the locale's encoding is UTF-8; the first variable that is set decides, as in setlocale(3)."""
    locale = next((env[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if env.get(name)), "")
    return "utf8" in locale.lower().replace("-", "")


def _number(env: Mapping[str, str], name: str) -> int:
    text = env.get(name, "")
    return int(text) if text.isdigit() else 0


def _is_terminal(stream: Stream | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
