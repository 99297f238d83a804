"""``gilrace replay``: show a recording again, on the screens or as sentences."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("replay")
@click.argument("recordings", nargs=-1, required=True, metavar="FILE [FILE]")
@click.option("--plain", is_flag=True, help="Sentences, one a line.")
@click.option("--json", "json_to", metavar="FILE", help="Write the result as JSON; - is standard output.")
@click.option("--speed", type=float, help="Times real time; without it, sentences come at once.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
def command(
    recordings: tuple[str, ...], plain: bool, json_to: str | None, speed: float | None, no_mouse: bool
) -> None:
    """Show a recording made by `gilrace run --record FILE`; two of them are compared on the screens."""
    from gilrace.console.faces import writer
    from gilrace.race.recording import read

    paths = [Path(name) for name in recordings]
    if json_to:
        _write_json(json_to, paths)
        return
    if not plain and sys.stdin.isatty() and sys.stderr.isatty():
        from gilrace.cli.app_cmd import open_replay

        open_replay(paths, mouse=not no_mouse)
        return
    from gilrace.console.plain import PlainFace
    from gilrace.console.racing import replay

    for path in paths:
        replay(read(path), [PlainFace(writer(sys.stdout))], speed)


def _write_json(json_to: str, paths: list[Path]) -> None:
    from gilrace.analysis.recorded import recorded_outcomes
    from gilrace.cli.output import write_documents
    from gilrace.race.recording import read
    from gilrace.race.state import fold
    from gilrace.report.json import render

    states = [fold(read(path)) for path in paths]
    write_documents(json_to, [render(state, recorded_outcomes(state)) for state in states])
