"""The command line: one thin file a command, imported only when it is called."""

from __future__ import annotations

import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click

import gilrace
from gilrace.cli import completing, switches
from gilrace.cli.examples import epilog
from gilrace.console.neutral import neutral_lines
from gilrace.errors import GilraceError

COMMANDS: dict[str, str] = {
    "run": "Race scenarios and print who won.",
    "check": "Check scenario files; print every problem with its place.",
    "list": "List the scenarios that can be raced.",
    "new": "Write a scenario and a module to begin with.",
    "race": "Race a function of your own, without a scenario file.",
    "diagnose": "Say whether a function waits or computes, and what to race.",
    "sweep": "Find the best strategy, number of workers and chunk for some work.",
    "advise": "Say what to use for some work, on which evidence, and as code.",
    "tour": "Walk through the shipped scenarios, one after another.",
    "guide": "Make the table of what to use for what, with what was measured here.",
    "schema": "Print the JSON Schema of scenario files.",
    "replay": "Show a recording again.",
    "watch": "Follow a race that somebody runs on this machine.",
    "serve": "Serve a page for the projector: watch and replay in a browser.",
    "report": "Make pages and tables of a recording.",
    "history": "List past races, and how lanes have changed.",
    "compare": "Say which lanes became faster or slower between two races.",
    "explore": "Try every interleaving of a lab demo; prove its guard.",
    "lab": "Really run a lab demo until its bug shows.",
    "config": "Show the settings; print, find or edit their file.",
    "paths": "Say where gilrace keeps its files.",
    "doctor": "Say what this machine can race, and what is missing.",
    "completion": "Print what a shell needs to complete gilrace's words.",
    "man": "Print the manual page.",
}


class ReaderGone(Exception):  # noqa: N818 - not an error of ours
    """Whoever read our output has closed it."""


class LazyGroup(click.Group):
    """A group whose commands are imported when called; any other first word is a scenario."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"gilrace.cli.{cmd_name}_cmd")
        command: click.Command = module.command
        if "Examples:" not in (command.epilog or ""):
            command.epilog = epilog(cmd_name, command.epilog)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as error:
            raise ReaderGone from error

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        first = next(iter(ctx._protected_args), "")
        if first and first not in COMMANDS:
            ctx.meta["paths"] = [*ctx._protected_args, *ctx.args]
            ctx._protected_args, ctx.args = [], []
        return rest


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=epilog("", "`gilrace` alone opens the screens; `gilrace FILE.yaml` opens that race."),
)
@click.version_option(gilrace.__version__, prog_name="gilrace")
@click.option("--plain", is_flag=True, default=None, help="Sentences and numbered menus instead of screens.")
@click.option(
    "--theme",
    metavar="NAME",
    shell_complete=completing.settings,
    help="auto, dark, light, ansi (16 colours) or mono.",
)
@click.option(
    "--colour", "--color", metavar="HOW", shell_complete=completing.settings, help="auto, 256, 16 or never."
)
@click.option(
    "--glyphs", metavar="SET", shell_complete=completing.settings, help="auto, full, basic or ascii signs."
)
@click.option("--keymap", metavar="NAME", shell_complete=completing.settings, help="default or vim.")
@click.option("--reduced-motion", is_flag=True, default=None, help="Two pictures a second, no movement.")
@click.option("--no-mouse", "mouse", flag_value=False, type=bool, default=None, help="Leave the mouse alone.")
@switches.no_wait
@switches.trust
@switches.safe
def root(**options: Any) -> None:
    """Race sequential, threads, processes and asyncio on the same work; see who wins, and why."""
    ctx = click.get_current_context()
    if ctx.invoked_subcommand is not None:
        return
    from gilrace.cli.app_cmd import open_app

    open_app(ctx.meta.get("paths", []), options)


def _open_streams() -> None:
    """Where a standard stream is closed, let it lead nowhere: no file of ours may take its number."""
    for fd, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(fd)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
        if getattr(sys, name) is None:
            setattr(sys, name, open(fd, "r" if fd == 0 else "w", closefd=False))  # noqa: SIM115 - for good


def _have_a_home() -> None:
    """For somebody whom the machine does not know: a folder that is not there, so nothing is kept."""
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = "/nonexistent"


def _was_interrupted(error: Exception) -> bool:
    """As pydantic builds a model, it turns Ctrl-C into an error of its own."""
    return type(error).__name__ == "SchemaError" and "KeyboardInterrupt" in str(error)


def main(args: list[str] | None = None) -> Any:
    """Entry point. Every error raised on purpose ends as one clear message and its exit code."""
    _open_streams()
    _have_a_home()
    try:
        return root.main(args=args, prog_name="gilrace", standalone_mode=False)
    except GilraceError as error:
        click.echo(neutral_lines(f"gilrace: {error}"), err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except ReaderGone:
        # who reads us has gone; what Python still holds for it must not raise again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        sys.exit(128 + signal.SIGPIPE)
    except Exception as error:
        if not _was_interrupted(error):
            raise
        sys.exit(130)
