"""``gilrace paths``: where its files are."""

from __future__ import annotations

import json
from pathlib import Path

import click


@click.command("paths", short_help="Say where gilrace keeps its files.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
def command(as_json: bool) -> None:
    """Say where the settings, past races and shipped scenarios are. Nothing is made or changed."""
    found = _places()
    if as_json:
        click.echo(json.dumps({name: str(path) if path else None for name, path in found.items()}, indent=2))
        return
    for name, path in found.items():
        click.echo(f"{name:<10} {path or 'switched off'}{_missing(path)}")


def _missing(path: Path | None) -> str:
    return "" if path is None or path.exists() else "  (not there)"


def _places() -> dict[str, Path | None]:
    """Every place by name; None = not wanted."""
    from platformdirs import user_data_path, user_state_path

    from gilrace.history import place as history
    from gilrace.scenario import built_in
    from gilrace.tui.settings import place as config

    return {
        "config": config(),
        "data": user_data_path("gilrace", appauthor=False),
        "history": history(),
        "state": user_state_path("gilrace", appauthor=False),
        "scenarios": built_in(),
    }
