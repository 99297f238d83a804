"""Where a command's data goes: standard output or a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from gilrace import safety
from gilrace.errors import InputError


def write_documents(to: str, documents: Sequence[str]) -> None:
    """One JSON document, or a list of several, to a file or (``-``) standard output. Raises InputError."""
    text = documents[0] if len(documents) == 1 else f"[{','.join(documents)}]\n"
    if to == "-":
        click.echo(text, nl=False)
        return
    safety.refuse_file(to, "a document")
    try:
        Path(to).write_text(text, "utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write {to}: {error.strerror or error}",
            advice="Name a file in a folder you may write to.",
        ) from error
