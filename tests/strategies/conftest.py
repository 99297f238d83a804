"""Races of one heat a lane, and distributions made for a test."""

import json
import sys
from pathlib import Path

import pytest

from gilrace.race.events import Spans
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.race.state import fold
from gilrace.scenario import load
from gilrace.strategies import plugins

OWN = Path(__file__).parent.parent / "race" / "own_work.py"


class Raced:
    """A race that is over."""

    def __init__(self, events):
        self.events = events
        self.state = fold(events)

    def heat(self, lane):
        return self.state.lane(lane).heat

    def spans(self, lane):
        return next(e for e in self.events if isinstance(e, Spans) and e.heat == self.heat(lane).index)

    def rows(self, lane):
        """The workers that have marked items."""
        return set(self.spans(lane).worker)

    def covered(self, lane):
        """The index of every item that the lane has marked, sorted: once each, or it was not once."""
        spans = self.spans(lane)
        pairs = zip(spans.first, spans.count, strict=True)
        return sorted(i for first, count in pairs for i in range(first, first + count))


@pytest.fixture
def scenario(tmp_path):
    """``scenario(lanes, use=, items=, **more)``: a valid scenario of a user's function."""

    def make(lanes, use="square", items=40, **more):
        workload = {"use": f"{OWN}:{use}", "items": {"range": [0, items, 1]}} if use else {}
        path = tmp_path / "race.yaml"
        text = {"workload": workload, "lanes": lanes, "rounds": 1, "timeout": 20, **more}
        path.write_text(json.dumps(text))
        return load(path)

    return make


@pytest.fixture
def race(scenario):
    """The same, raced."""

    def run(*args, **more):
        session = RaceSession(scenario(*args, **more), Options(wait=False))
        session.run()
        return Raced(session.events())

    return run


@pytest.fixture
def fresh():
    """Plug-ins are looked for anew, before and after."""
    plugins.found.cache_clear()
    yield
    plugins.found.cache_clear()


@pytest.fixture
def distribution(tmp_path, monkeypatch, fresh):
    """``distribution(name, source, {"lane": "module:run"})``: installed in a folder on the path."""

    def make(name, source, points, version="1.0"):
        folder = tmp_path / f"site-{name}"
        folder.mkdir()
        for file, text in ({f"{name}_lane.py": source} if isinstance(source, str) else source).items():
            (folder / file).write_text(text)
        info = folder / f"{name}-{version}.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        lines = "".join(f"{key} = {value}\n" for key, value in points.items())
        (info / "entry_points.txt").write_text(f"[gilrace.strategies]\n{lines}")
        monkeypatch.syspath_prepend(str(folder))
        plugins.found.cache_clear()
        return folder

    yield make
    for module in [name for name in sys.modules if name.endswith("_lane")]:
        del sys.modules[module]
