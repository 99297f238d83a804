"""``gilrace run``: race scenarios headless; stdout is data, stderr is narration."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gilrace import safety
from gilrace.cli import completing, switches
from gilrace.cli.asking import settle
from gilrace.cli.report_cmd import check_places, document_options, wanted, write_reports
from gilrace.cli.run_demo import only_for_races, run_one
from gilrace.cli.run_sum import closing, exit_code
from gilrace.console.neutral import neutral_lines
from gilrace.errors import InputError

if TYPE_CHECKING:
    from gilrace.console.demos import DemoRan
    from gilrace.console.faces import Face
    from gilrace.console.racing import Raced
    from gilrace.race.events import Event
    from gilrace.report.documented import Documented
    from gilrace.scenario import Problem, Scenario

PYTHON_HELP = (
    "Race every lane on each of these interpreters: commands, paths or versions. Speed-ups are against the "
    "yardstick on the same one; of several, what is expected of single lanes is not judged."
)
EPILOG = """\b
Exit code: 0 all expectations held (or could not be decided), 1 one failed,
2 bad input, 3 this machine cannot run it, 4 a lane crashed or hung,
130 interrupted (what was measured is kept).
"""


@click.command("run", epilog=EPILOG)
@click.argument("paths", nargs=-1, required=True, metavar="SCENARIO...", shell_complete=completing.scenarios)
@click.option("--lanes", help="Only these lanes: ids or letters, comma between.")
@click.option("--python", metavar="A,B,C", help=PYTHON_HELP)
@click.option("--rounds", type=int, help="Counted rounds.")
@click.option("--warmup", type=int, help="Rounds before that do not count.")
@click.option("--workers", type=int, help="Workers of every lane that has any.")
@click.option("--timeout", help="Limit of one heat: 30s, 2m.")
@click.option("--together", is_flag=True, help="All lanes at once: an exhibition, not a measurement.")
@click.option("--json", "json_to", metavar="FILE", help="Write the result as JSON; - is standard output.")
@click.option("--record", metavar="FILE", help="Write the recording (a folder for several scenarios).")
@document_options
@click.option("--no-history", is_flag=True, help="Do not keep this race; see `gilrace history`.")
@click.option("--plain", is_flag=True, help="Sentences, one a line: no colours, no cursor movement.")
@click.option("--quiet", "-q", is_flag=True, help="Only the result.")
@click.option("--strict", is_flag=True, help="Undecided expectations and a noisy machine fail, too.")
@switches.no_wait
@switches.trust
@switches.safe
def command(paths: tuple[str, ...], json_to: str | None, **options: Any) -> None:
    """Race scenarios, run demos: files, folders, or names of built-in ones."""
    check_places(wanted(options))
    safety.refuse_file(options["record"], "--record")
    safety.refuse_file(json_to, "--json")
    scenarios = _scenarios(paths, options)
    results, demos, documented = [], [], []
    result_to_stdout = "-" not in (json_to, *wanted(options).values())
    for number, scenario in enumerate(scenarios):
        if number and not options["quiet"]:
            click.echo("", err=True)
        if scenario.demo is not None:
            ran = run_one(scenario, options, result_to_stdout)
            demos.append(ran)
            documented.append(_demo_documented(ran))
            if ran.interrupted:
                break
            continue
        if not options["quiet"]:
            _tell_looks(scenario)
        raced, events = _race(scenario, options, json_to, several=len(scenarios) > 1)
        results.append(raced)
        if raced.state.opened:
            documented.append(_race_documented(raced, events))
        if raced.interrupted:
            break
    if json_to:
        from gilrace.cli.output import write_documents

        write_documents(json_to, [one.formats["json"]() for one in documented])
    write_reports(documented, wanted(options))
    if len(results) + len(demos) > 1 and (result_to_stdout or not options["quiet"]):
        click.echo(closing(results, demos), err=not result_to_stdout)
    sys.exit(exit_code(results, strict=options["strict"], demos=demos))


def _race_documented(raced: Raced, events: Sequence[Event]) -> Documented:
    from gilrace.report.documented import of_race  # after the race: nobody waits for it then

    return of_race(raced.state, raced.outcomes, events)


def _demo_documented(ran: DemoRan) -> Documented:
    from gilrace.report.documented import of_demo

    return of_demo(ran.scenario, ran.results, ran.outcomes)


def _tell_looks(scenario: Scenario) -> None:
    """What reading the scenario's own function tells, before the clock starts."""
    from gilrace.cli.own_options import looks

    for line in looks(scenario):
        click.echo(neutral_lines(line), err=True)


def _scenarios(paths: tuple[str, ...], options: dict[str, Any]) -> list[Scenario]:
    """Every scenario, read and changed as asked, before anything is started."""
    from gilrace.scenario import ScenarioError, find, load
    from gilrace.scenario.interpreters import across
    from gilrace.scenario.override import override

    found: list[Scenario] = []
    problems: list[Problem] = []
    for path in find(paths):
        try:
            found.append(load(path))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    for scenario in found:
        settle(scenario)
    only_for_races(found, options)
    timeout = options["timeout"]
    lanes, pythons = _words(options["lanes"]), _words(options["python"])
    changed = [
        override(
            scenario,
            lanes=lanes,
            rounds=options["rounds"],
            warmup=options["warmup"],
            workers=options["workers"],
            timeout_s=_timeout(timeout) if timeout else None,
        )
        if scenario.demo is None
        else scenario
        for scenario in found
    ]
    return [across(one, pythons) if pythons and one.demo is None else one for one in changed]


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _timeout(text: str) -> float:
    from gilrace.scenario.problem import Flaw
    from gilrace.scenario.quantity import seconds as read

    try:
        seconds = read(text)
    except Flaw as error:
        raise InputError(f"--timeout: {error.message}", advice=error.hint) from error
    if not 0 < seconds <= 86_400:
        raise InputError(f"--timeout is {seconds:g} s; it must be more than nothing and at most a day")
    return seconds


def _race(
    scenario: Scenario, options: dict[str, Any], json_to: str | None, several: bool
) -> tuple[Raced, list[Event]]:
    from gilrace.analysis.precision import narrow_enough
    from gilrace.console.racing import race
    from gilrace.race.plan import Options
    from gilrace.race.session import RaceSession

    until = scenario.rounds.until
    session = RaceSession(
        scenario,
        Options(
            together=options["together"],
            record=_record_path(options["record"], scenario, several),
            enough=(lambda state: narrow_enough(state, until)) if until else None,
            trusted=True,  # settled before
        ),
    )
    raced = race(session, _faces(options, json_to, several))
    if raced.error is not None:
        click.echo(neutral_lines(f"gilrace: {raced.error}"), err=True)
    events = session.events()
    if not options["no_history"]:
        _keep(events, scenario, quiet=options["quiet"])
    return raced, events


def _keep(events: list[Event], scenario: Scenario, *, quiet: bool) -> None:
    """Into the history; where that cannot be written, a line says so and the race stands."""
    from gilrace.history import keep

    problem = keep(events, scenario.path).problem
    if problem and not quiet:
        click.echo(f"gilrace: {problem}", err=True)


def _record_path(record: str | None, scenario: Scenario, several: bool) -> Path | None:
    if record is None:
        return None
    path = Path(record)
    if several or path.is_dir():
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(f"cannot make the folder {path}: {error.strerror or error}") from error
        return path / f"{scenario.name}.race"
    return path


def _faces(options: dict[str, Any], json_to: str | None, several: bool) -> list[Face]:
    """How the race is shown; its result goes to standard output unless a document does."""
    from gilrace.console import faces

    return faces.choose(
        plain=options["plain"],
        quiet=options["quiet"],
        result_to_stdout="-" not in (json_to, *wanted(options).values()),
        several=several,
    )
