"""``gilrace watch``: follow a race that runs on this machine, without touching it."""

from __future__ import annotations

import sys
from contextlib import suppress
from time import monotonic, sleep
from typing import TYPE_CHECKING

import click

from gilrace.cli.app_cmd import open_watch, reason_for_plain
from gilrace.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gilrace.race.events import Event
    from gilrace.race.spectator import Show, Spectator

LOOK_AGAIN_S = 0.5
LOOK_S = 0.5  # between two looks of plain mode

EPILOG = """\b
Races are those of the same account; over SSH log in as the one who races.
"""


@click.command("watch", epilog=EPILOG)
@click.argument("pid", type=int, required=False)
@click.option("--list", "listed", is_flag=True, help="Only list the races that run.")
@click.option("--wait", type=float, default=0.0, metavar="SECONDS", help="Wait so long for a race to begin.")
@click.option("--plain", is_flag=True, help="Sentences, one a line.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
def command(pid: int | None, listed: bool, wait: float, plain: bool, no_mouse: bool) -> None:
    """Follow the race that runs now, or process PID's, from its beginning; nothing here changes it."""
    from gilrace.race.courtesy import step_back

    if listed:
        _list()
        return
    step_back()
    spectator = _seat(pid, wait)
    if not plain and not reason_for_plain():
        open_watch(spectator, mouse=not no_mouse)
    _tell(spectator)


def _list() -> None:
    from gilrace.race.spectator import Spectator, shows

    for show in shows():
        spectator = Spectator(show)
        with suppress(InputError):
            spectator.start()
            click.echo(f"{show.pid}  {spectator.name}")
        spectator.stop()


def _seat(pid: int | None, wait_s: float) -> Spectator:
    from gilrace.race.spectator import Spectator, shows

    until = monotonic() + wait_s
    while not (found := [show for show in shows() if pid in (None, show.pid)]):
        if monotonic() >= until:
            raise InputError(
                f"process {pid} runs no race here" if pid else "no race is running here",
                advice="Start one, or wait for one with --wait 60.",
            )
        sleep(LOOK_AGAIN_S)
    spectator = Spectator(_only(found))
    spectator.start()
    return spectator


def _only(found: list[Show]) -> Show:
    if len({show.pid for show in found}) > 1:
        raise InputError(
            f"{len(found)} races are running: {', '.join(str(show.pid) for show in found)}",
            advice="Say which, as in `gilrace watch PID`.",
        )
    return found[-1]


def _tell(spectator: Spectator) -> None:
    from gilrace.console.faces import writer
    from gilrace.console.plain import PlainFace
    from gilrace.console.racing import replay

    try:
        replay(_events(spectator), [PlainFace(writer(sys.stdout))])
    finally:
        spectator.stop()


def _events(spectator: Spectator) -> Iterator[Event]:
    for fresh in spectator.follow(LOOK_S):
        yield from fresh
