"""``gilrace replay``: show a recording again, on the screens or as sentences; two are compared."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gilrace.cli import completing
from gilrace.cli.app_cmd import open_replay, reason_for_plain
from gilrace.cli.progress import bar, events_of

if TYPE_CHECKING:
    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

MOST = 2  # recordings side by side


@click.command("replay", short_help="Show a recording again; two are compared.")
@click.argument(
    "recordings", nargs=-1, required=True, metavar="RECORDING [RECORDING]", shell_complete=completing.files
)
@click.option("--plain", is_flag=True, help="Sentences, one a line.")
@click.option("--json", "json_to", metavar="FILE", help="Write the result as JSON; - is standard output.")
@click.option("--speed", type=float, help="Times real time; without it, sentences come at once.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
def command(
    recordings: tuple[str, ...], plain: bool, json_to: str | None, speed: float | None, no_mouse: bool
) -> None:
    """Show a recording made by `gilrace run --record FILE`, or a past race by the number that `gilrace
    history` shows. Two of them are compared.
    """
    if len(recordings) > MOST and not json_to:
        raise click.UsageError(f"{len(recordings)} recordings: show one, or compare two.")
    with bar(recordings) as shown:
        races = [events_of(name, shown) for name in recordings]
    if json_to:
        _write_json(json_to, races)
    elif not plain and not reason_for_plain():
        open_replay(races, mouse=not no_mouse)
    else:
        _tell(races, speed)


def _tell(races: Sequence[Sequence[Event]], speed: float | None) -> None:
    """Each from start to end, then the lanes of the two side by side."""
    from gilrace.console.faces import writer
    from gilrace.console.plain import PlainFace
    from gilrace.console.racing import replay

    write = writer(sys.stdout)
    states = [replay(events, [PlainFace(write)], speed) for events in races]
    if len(states) == MOST:
        write("\n")
        write("".join(f"{sentence}\n" for sentence in _compared(*states)))


def _compared(before: RaceState, after: RaceState) -> list[str]:
    from gilrace.history.comparing import compare
    from gilrace.plain.dialogue import spoken
    from gilrace.plain.sentences import comparison

    return ["The second race against the first:", *map(spoken, comparison(compare(before, after)))]


def _write_json(json_to: str, races: Sequence[Sequence[Event]]) -> None:
    from gilrace.analysis.recorded import recorded_outcomes
    from gilrace.cli.output import write_documents
    from gilrace.race.stored import folded
    from gilrace.report.json import render

    states = [folded(events) for events in races]
    write_documents(json_to, [render(state, recorded_outcomes(state)) for state in states])
