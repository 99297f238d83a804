"""Demos, stories, explorations and slow motions as plain data for a pipe, and back.

What comes back is complete but for the demo's functions: in their place stands one that refuses to run.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from gilrace.lab.demo import Actor, Demo, Guard
from gilrace.lab.explore.microscope import Instruction
from gilrace.lab.explore.outcome import Outcome
from gilrace.lab.explore.result import Exploration, Failure, Tally
from gilrace.lab.explore.slowmotion import Gap, SlowMotion, Tick
from gilrace.lab.explore.story import ActorView, Mark, Moment, Place, Step, Story

Record = dict[str, Any]
_PLAIN = ("name", "title", "summary", "fails", "kind", "gil", "repeat", "unique", "lesson", "file")


def demo_record(demo: Demo) -> Record:
    """What can be said of a demo without running it."""
    guards = [
        {
            "name": guard.name,
            "summary": guard.summary,
            "removes": guard.removes,
            "actors": _cast(guard.actors),
        }
        for guard in demo.guards
    ]
    plain = {key: getattr(demo, key) for key in _PLAIN}
    return {**plain, "settings": dict(demo.settings), "actors": _cast(demo.actors), "guards": guards}


def _cast(actors: tuple[Actor, ...]) -> list[list[Any]]:
    return [[actor.name, actor.body.__code__.co_firstlineno] for actor in actors]


def demo_from(record: Record) -> Demo:
    """A stand-in with the demo's own words. ``args[0]`` of an actor is its body's first line."""
    plain = {key: _tupled(record[key]) for key in _PLAIN}
    guards = tuple(
        Guard(one["name"], one["summary"], _actors(one["actors"]), removes=one["removes"])
        for one in record["guards"]
    )
    return Demo(
        **plain,
        actors=_actors(record["actors"]),
        setup=_elsewhere,
        check=_elsewhere,
        guards=guards,
        settings=record["settings"],
    )


def _actors(cast: list[list[Any]]) -> tuple[Actor, ...]:
    return tuple(Actor(name, _elsewhere, (line,)) for name, line in cast)


def _elsewhere(*_: object) -> Any:
    raise RuntimeError("a demo runs in a process of its own")


def story_record(story: Story) -> Record:
    """A story without its demo."""
    return {
        "guard": story.guard,
        "model": story.model,
        "schedule": story.schedule,
        "steps": [asdict(step) for step in story.steps],
        "moments": [asdict(moment) for moment in story.moments],
        "outcome": asdict(story.outcome) if story.outcome is not None else None,
    }


def story_from(record: Record, demo: Demo) -> Story:
    """The story, of that demo."""
    end = record["outcome"]
    return Story(
        demo=demo,
        guard=record["guard"],
        model=record["model"],
        schedule=record["schedule"],
        steps=tuple(_step(step) for step in record["steps"]),
        moments=tuple(_moment(moment) for moment in record["moments"]),
        outcome=Outcome(**_all_tupled(end)) if end else None,
    )


def slow_motion_from(record: Record) -> SlowMotion:
    """The slow motion whose `dataclasses.asdict` this is."""
    ticks, gaps = tuple(map(_tick, record["ticks"])), tuple(Gap(**gap) for gap in record["gaps"])
    return SlowMotion(**{**record, "ticks": ticks, "gaps": gaps})


def _tick(record: Record) -> Tick:
    one = record["instruction"]
    instruction = Instruction(**{**one, "place": Place(**one["place"])})
    variables = _tupled(record["variables"])
    return Tick(instruction, record["depth"], record["switch"], _marks(record["marks"]), variables)


def _step(record: Record) -> Step:
    return Step(record["actor"], record["letters"], _marks(record["marks"]), tuple(record["conflicts"]))


def _marks(records: list[Record]) -> tuple[Mark, ...]:
    return tuple(Mark(**{**mark, "place": Place(**mark["place"])}) for mark in records)


def _moment(record: Record) -> Moment:
    actors = tuple(_view(view) for view in record["actors"])
    return replace(Moment(**_all_tupled(record)), actors=actors)


def _view(record: Record) -> ActorView:
    view = ActorView(**_all_tupled(record))
    return replace(view, place=Place(**record["place"])) if record["place"] else view


def exploration_from(record: Record) -> Exploration:
    """The exploration whose `Exploration.record` this is."""
    tally = {key: _tupled(record[key]) for key in Tally.__slots__ if key != "failures"}
    failures = tuple(Failure(**_all_tupled(failure)) for failure in record["failures"])
    rest = {key: _tupled(record[key]) for key in Exploration.__slots__ if key != "tally"}
    return Exploration(**rest, tally=Tally(**tally, failures=failures))


def _all_tupled(record: Record) -> Record:
    return {key: _tupled(value) for key, value in record.items()}


def _tupled(value: Any) -> Any:
    return tuple(_tupled(item) for item in value) if isinstance(value, list | tuple) else value
