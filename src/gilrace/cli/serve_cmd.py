"""``gilrace serve``: a page for the projector, to watch and replay in a browser on this machine."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from gilrace.cli import completing
from gilrace.errors import MachineError

PORT = 8765
LONGEST_WAIT_S = 86_400

EPILOG = """The page is on 127.0.0.1 only; from elsewhere: ssh -L 8765:127.0.0.1:8765 HOST"""


@click.command("serve", epilog=EPILOG)
@click.argument("recordings", nargs=-1, metavar="[RECORDING] [RECORDING]", shell_complete=completing.files)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0: a free one.")
@click.option("--sessions", type=click.IntRange(1, 100), default=4, show_default=True, help="At most.")
def command(recordings: tuple[str, ...], port: int, sessions: int) -> None:
    """Serve a page that replays recordings; without any, that follows the race which runs, or the next one.

    Nothing can be started from the page. Needs the extra `web`.
    """
    if importlib.util.find_spec("textual_serve") is None:
        raise MachineError("the page needs textual-serve", advice="pip install 'gilrace[web]'")
    from gilrace.race.recording import read
    from gilrace.web.projector import projector

    for name in recordings:
        for _ in read(Path(name)):
            break
    paths = [str(Path(name).resolve()) for name in recordings]
    page = projector(
        ("replay", *paths) if paths else ("watch", "--wait", str(LONGEST_WAIT_S)), port, sessions
    )
    click.echo(page.address)
    page.run()
