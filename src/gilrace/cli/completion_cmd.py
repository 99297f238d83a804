"""``gilrace completion``: what a shell needs to complete commands, options and names."""

from __future__ import annotations

import click


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def command(shell: str) -> None:
    """Print the completion script of a shell; evaluate it in the shell's start-up file."""
    from click.shell_completion import get_completion_class

    from gilrace.cli import root

    maker = get_completion_class(shell)
    assert maker is not None
    script = maker(root, {}, "gilrace", "_GILRACE_COMPLETE")
    click.echo(script.source_template % script.source_vars())
