"""The signs of the live picture, with and without Unicode."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One way of drawing. Every sign takes one cell."""

    full: str
    rest: str
    core: str
    idle: str
    partial: str  # eighths of a cell, thinnest first; empty = whole cells only
    levels: str  # of a core's load, lowest first
    lane: Mapping[str, str]  # a lane's state
    worker: Mapping[str, str]  # a sign of `Sampled.states`


UNICODE = Glyphs(
    full="█",
    rest="·",
    core="━",
    idle="╌",
    partial="▏▎▍▌▋▊▉",
    levels="▁▂▃▄▅▆▇█",
    lane={"finished": "✓", "running": "▶", "starting": "▷", "ready": "▷", "waiting": "○"},
    worker={"r": "●", "g": "◌", "l": "◍", "w": "·", "s": "◔", "i": " "},
)
ASCII = Glyphs(
    full="#",
    rest=".",
    core="=",
    idle="-",
    partial="",
    levels="_.-=+*%@",
    lane={"finished": "+", "running": ">", "starting": "~", "ready": "~", "waiting": "o"},
    worker={"r": "R", "g": "g", "l": "l", "w": ".", "s": "s", "i": " "},
)
BROKEN = {True: "✗", False: "x"}  # a lane that failed, by whether there is Unicode
