"""``gilrace man``: the manual page, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click
from platformdirs import user_data_path

import gilrace
from gilrace import safety
from gilrace.cli.examples import EXAMPLES
from gilrace.errors import InputError

EXITS = {
    "0": "all expectations held, or could not be decided",
    "1": "an expectation failed",
    "2": "bad input or usage; nothing was started",
    "3": "this machine cannot run it",
    "4": "a lane crashed or hung",
    "130": "interrupted; what was measured so far is kept",
    "141": "whoever read the output went away",
}
ENVIRONMENT = {
    "ACCESSIBLE": "not 0: sentences and numbered menus instead of screens, as --plain",
    "NO_COLOR": "no colours",
    "GILRACE_HISTORY": "off: past races are not kept; or the file to keep them in",
    "GILRACE_HISTORY_MB": "how much room recordings of past races may take, 200 without it",
    "GILRACE_NO_WAIT": "1: race although another race is running, as --no-wait",
    "GILRACE_QUEUE": "off: races do not wait for each other; or the folder of a queue apart",
    "GILRACE_REDUCED_MOTION": "1: two pictures a second",
    "GILRACE_SAFE": "1: only what came with gilrace is run, as --safe",
    "GILRACE_SHOW_ONLY": "1: the screens replay and watch, and start nothing",
    "GILRACE_THEME": "auto, dark, light, ansi or mono",
    "GILRACE_TRUST": "1: code of scenarios from elsewhere is run without asking, as --trust",
}


@click.command("man")
@click.option("--install", is_flag=True, help="Put it where `man gilrace` finds it, for this account.")
def command(install: bool) -> None:
    """Print the manual page."""
    text = "\n".join(page()) + "\n"
    if not install:
        click.echo(text, nl=False)
        return
    safety.refuse("no manual page is installed")
    place = user_data_path() / "man" / "man1" / "gilrace.1"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write {place}: {error.strerror or error}",
            advice="`gilrace man | man -l -` needs none.",
        ) from error
    click.echo(place)


def page() -> Iterator[str]:
    """The lines of gilrace(1), in man(7) macros."""
    from gilrace.cli import COMMANDS, root

    context = click.Context(root, info_name="gilrace", **root.context_settings)
    yield f'.TH GILRACE 1 "" "gilrace {gilrace.__version__}" "User Commands"'
    yield from (".SH NAME", r"gilrace \- threads, processes or asyncio: races them and says who won, and why")
    yield from (".SH SYNOPSIS", r".B gilrace", "[OPTIONS] [SCENARIO...]", ".br", r".B gilrace", "COMMAND ...")
    yield from (".SH DESCRIPTION", _text(root.help or ""))
    yield from (".SH OPTIONS", *_options(root, context))
    yield ".SH COMMANDS"
    for name in COMMANDS:
        found = root.get_command(context, name)
        assert found is not None
        yield from _command(name, found, click.Context(found, info_name=f"gilrace {name}", parent=context))
    yield from _table("EXIT STATUS", EXITS.items())
    yield from _table("ENVIRONMENT", ENVIRONMENT.items())
    yield from (".SH FILES", "`gilrace paths` tells them.")
    yield from (".SH EXAMPLES", *_examples(EXAMPLES[""]))


def _command(name: str, found: click.Command, context: click.Context) -> Iterator[str]:
    usage = " ".join(found.collect_usage_pieces(context))
    yield from (f'.SS "gilrace {name} {_text(usage)}"', _text(found.help or ""))
    yield from _options(found, context)
    yield from _examples(EXAMPLES.get(name, ()))


def _options(of: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in of.get_params(context):
        record = parameter.get_help_record(context)
        if record is not None:
            yield from (".TP", rf"\fB{_text(record[0])}\fR", _text(record[1]))


def _examples(examples: Iterable[str]) -> Iterator[str]:
    if examples:
        yield from (".PP", ".nf", ".RS", *map(_text, examples), ".RE", ".fi")


def _table(title: str, rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f".SH {title}"
    for name, means in rows:
        yield from (".TP", rf"\fB{_text(name)}\fR", _text(means))


def _text(words: str) -> str:
    """One paragraph as roff takes it: nothing at a line's beginning is a command."""
    paragraphs = (" ".join(part.split()) for part in words.replace("\b", "").split("\n\n"))
    whole = "\n.PP\n".join(part for part in paragraphs if part)
    safe = whole.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(line if line == ".PP" else rf"\&{line}" for line in safe.splitlines())
