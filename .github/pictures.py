"""The README's pictures, made from real runs of the real screens.

python .github/pictures.py [race results browser ...]
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from gilrace.tui.opening import opened
from gilrace.tui.settings import Settings

if TYPE_CHECKING:
    from textual.pilot import Pilot

FOLDER = Path(__file__).parent / "pictures"
SIZE = (100, 30)
Shot = Callable[["Pilot[object]"], Awaitable[None]]


async def until(pilot: Pilot[object], pattern: str, limit_s: float = 120.0) -> None:
    """Wait until the screen's text shows a pattern."""
    for _ in range(int(limit_s / 0.1)):
        if re.search(pattern, text_of(pilot)):
            return
        await pilot.pause(0.1)
    raise SystemExit(f"{pattern!r} was never shown")


def text_of(pilot: Pilot[object]) -> str:
    """What the screen shows, without tags and character references."""
    svg = pilot.app.export_screenshot()
    return re.sub(r"<[^>]+>", "", svg).replace("&#160;", " ")


async def browser(pilot: Pilot[object]) -> None:
    await until(pilot, "SCENARIOS")


async def guessed(pilot: Pilot[object]) -> None:
    await until(pilot, "SCENARIO|guess|line")
    await pilot.press("1")


async def race(pilot: Pilot[object]) -> None:
    await guessed(pilot)
    await until(pilot, r"FAIR HEATS 7/")
    await until(pilot, r"▶ P processes[^%]*[3-8]\d%")  # in mid-heat, beside where the others were by then


async def results(pilot: Pilot[object]) -> None:
    await guessed(pilot)
    await until(pilot, "FINISHED")
    await pilot.press("enter")
    await until(pilot, "RESULTS")


PICTURES: dict[str, tuple[list[str], Shot]] = {
    "browser": ([], browser),
    "race": (["cpu-primes"], race),
    "results": (["cpu-primes"], results),
}


async def shoot(name: str) -> None:
    """One picture, from a fresh start."""
    paths, act = PICTURES[name]
    app = opened(Settings(), paths)
    async with app.run_test(size=SIZE) as pilot:
        await act(pilot)
        svg = pilot.app.export_screenshot(title="gilrace")
        await pilot.press("q")
    app.stop_race()
    svg = re.sub(r"@font-face \{[^}]*\}", "", svg)  # the reader's own monospace font, nothing fetched
    (FOLDER / f"{name}.svg").write_text(svg, "utf-8")
    print(f"{name}.svg")


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(
            TERM="xterm-256color", COLORTERM="truecolor", XDG_DATA_HOME=home, XDG_CONFIG_HOME=home
        )
        FOLDER.mkdir(exist_ok=True)
        for name in sys.argv[1:] or PICTURES:
            asyncio.run(shoot(name))


if __name__ == "__main__":
    main()
