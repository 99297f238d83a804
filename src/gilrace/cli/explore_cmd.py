"""``gilrace explore``: every interleaving of a demo, counted; one schedule, told step by step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli import completing
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.lab.demo import Demo
    from gilrace.lab.explore.bounded import Bound
    from gilrace.lab.explore.result import Exploration
    from gilrace.lab.explore.story import Story

PLAYS = 1_000  # executions of a bounded exploration, if nothing else is said


@click.command("explore")
@click.argument("demo", required=False, shell_complete=completing.demos)
@click.option(
    "--guard",
    default="",
    shell_complete=completing.guards,
    help="With this fix: its name, or 'on' for the first.",
)
@click.option("--actors", type=int, help="How many take part, where the demo leaves that free.")
@click.option(
    "--model", type=click.Choice(["free", "gil"]), default="free", help="Where a switch can happen."
)
@click.option("--bound", help="Cover less: a number of preemptions, 'pct' or 'random'.")
@click.option("--plays", type=click.IntRange(1), help=f"With --bound: executions at most [{PLAYS}].")
@click.option("--seed", type=int, help="With --bound pct or random [0].")
@click.option("--replay", "schedule", help="Tell one schedule step by step: ABBA.")
@click.option(
    "--microscope",
    metavar="[LINE]",
    is_flag=False,
    flag_value="all",
    help="Step through one body, or one line of it, instruction by instruction.",
)
@click.option("--actor", help="With --microscope: whose body; a name, a letter or a number.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--patience",
    "patience_s",
    type=click.FloatRange(0.1, 3600),
    default=5.0,
    show_default=True,
    help="Seconds in which code of your own must come to something shared, or end.",
)
@click.option("--alone", hidden=True, help="Pipes of the process that started this one.")
@click.pass_context
def command(
    context: click.Context,
    demo: str | None,
    guard: str,
    actors: int | None,
    model: str,
    bound: str | None,
    plays: int | None,
    seed: int | None,
    schedule: str | None,
    microscope: str | None,
    actor: str | None,
    as_json: bool,
    patience_s: float,
    alone: str | None,
) -> None:
    """Explore every interleaving of DEMO: a shipped one by name, or your own file (./my_demo.py).

    Without DEMO, list the shipped ones.
    """
    from gilrace.lab.demos import load
    from gilrace.lab.explore.alone import without_output

    if demo is None:
        _list()
        return
    if demo.endswith(".py"):
        safety.refuse(f"{demo} is not loaded, and only shipped demos are explored")
    if demo.endswith(".py") and not alone:
        _in_its_own_process(context, demo, patience_s)
        return
    if alone:
        _tie(alone, patience_s)
    if actor and microscope is None:
        raise InputError("--actor says whose body the microscope shows", advice="add --microscope")
    said: Iterable[str]
    notes: list[str] = []
    with without_output() if alone else nullcontext():
        chosen = load(demo, actors)
        if microscope is not None:
            said = _look_closely(chosen, microscope, guard, actor or "1", as_json)
        elif schedule is not None:
            said = _replay(chosen, schedule, guard, model, as_json)
        else:
            said = _explore(chosen, guard, model, _bound(bound, plays, seed), as_json, notes)
        lines = list(said)
    click.echo("\n".join(lines))
    for note in notes:
        click.echo(f"Note: {note}.", err=True)


def _in_its_own_process(context: click.Context, file: str, patience_s: float) -> None:
    """Say what the process said. Raises `InputError` for code that never comes to an end."""
    from gilrace.lab.explore.alone import explore_alone

    said = explore_alone([file, *_options(context)], file, patience_s)
    click.echo(said.out, nl=False)
    click.echo(said.err, nl=False, err=True)
    if said.code:
        context.exit(said.code if said.code > 0 else 4)


def _options(context: click.Context) -> list[str]:
    """The options of this call, spelled again."""
    words: list[str] = []
    for option in context.command.params:
        value = context.params.get(option.name or "")
        if not isinstance(option, click.Option) or value is None or value is False:
            continue
        words += [option.opts[0]] if option.is_flag else [f"{option.opts[0]}={value}"]
    return words


def _tie(fds: str, patience_s: float) -> None:
    from gilrace.lab.explore import remembered, words  # noqa: F401 - loaded before the clock runs
    from gilrace.lab.explore.alone import tie

    tie(fds, patience_s)


def _list() -> None:
    from gilrace.lab.demos import every

    for demo in every():
        click.echo(f"{demo.name}: {demo.summary} Guards: {', '.join(demo.guard_names) or 'none'}.")


def _bound(text: str | None, plays: int | None, seed: int | None) -> Bound | None:
    from gilrace.lab.explore.bounded import Bound

    sampled = text in ("pct", "random")
    if seed is not None and not sampled:
        raise InputError("--seed says which schedules are drawn by chance", advice="add --bound pct")
    if text is None and plays is not None:
        raise InputError("--plays says how much of a bounded exploration", advice="add --bound 2")
    if text is None:
        return None
    if text.isdigit():
        return Bound("preemptions", int(text), plays or PLAYS)
    if sampled:
        return Bound(text, 2, plays or PLAYS, seed or 0)
    raise InputError(
        f"--bound {text} is not understood", advice="give a number of preemptions, 'pct' or 'random'"
    )


def _replay(demo: Demo, schedule: str, guard: str, model: str, as_json: bool) -> Iterable[str]:
    from gilrace.lab.explore.story import tell
    from gilrace.lab.explore.words import sentences

    story = tell(demo, schedule, guard=guard, model=model)
    return [json.dumps(_story_record(story), indent=2)] if as_json else sentences(story)


def _look_closely(demo: Demo, line: str, guard: str, actor: str, as_json: bool) -> Iterable[str]:
    from gilrace.lab.explore.slowmotion import in_slow_motion
    from gilrace.lab.explore.slowwords import slow_sentences

    if line != "all" and not line.isdigit():
        raise InputError(f"--microscope {line} is no line", advice="give a line number of the demo's file")
    number = int(line) if line != "all" else None
    shown = in_slow_motion(demo, guard=guard, actor=actor, line=number)
    return [json.dumps(asdict(shown), indent=2)] if as_json else slow_sentences(shown)


def _story_record(story: Story) -> dict[str, Any]:
    return {
        "demo": story.demo.name,
        "guard": story.guard,
        "model": story.model,
        "schedule": story.schedule,
        "steps": [asdict(step) for step in story.steps],
        "moments": [asdict(moment) for moment in story.moments],
        "outcome": asdict(story.outcome) if story.outcome is not None else None,
    }


def _explore(
    demo: Demo, guard: str, model: str, bound: Bound | None, as_json: bool, notes: list[str]
) -> Iterator[str]:
    """What exploring finds, a line each; what went wrong beside it comes into ``notes``."""
    from gilrace.lab.explore.explorer import explore
    from gilrace.lab.explore.remembered import failure_before, keep
    from gilrace.lab.explore.words import summary

    known = failure_before(demo, guard, model)
    result = explore(demo, guard=guard, model=model, bound=bound)
    if unkept := keep(demo, result):
        notes.append(unkept)
    if as_json:
        yield json.dumps({**result.record(), "still_fails": known}, indent=2)
        return
    yield demo.summary
    if known:
        yield f"A schedule that failed before still fails: {known}."
    yield from summary(result)
    yield from _best(demo, result)
    if demo.kind == "threads" and model == "free" and bound is None:
        yield from _with_a_gil(demo, result)


def _best(demo: Demo, result: Exploration) -> Iterator[str]:
    """The failing schedule with the fewest preemptions, told."""
    from gilrace.lab.explore.story import tell
    from gilrace.lab.explore.words import sentences

    best = result.tally.failures[0].schedule if result.tally.failures else ""
    if not best:
        return
    yield f"{best}, step by step:"
    story = tell(demo, best, guard=result.guard, model=result.model)
    yield from (f"  {line}" for line in sentences(story))


def _with_a_gil(demo: Demo, free: Exploration) -> Iterator[str]:
    from gilrace.lab.explore.explorer import explore
    from gilrace.lab.explore.words import headline, where_it_shows

    gil = explore(demo, guard=free.guard, model="gil")
    yield f"{headline(gil)}."
    yield f"{where_it_shows(free, gil)}."
