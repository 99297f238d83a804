"""What the screens' tests share: canned views, scenarios, an app whose races are canned."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import gilrace_canned as canned

from gilrace.analysis.commentary import commentary
from gilrace.analysis.expect import Outcome
from gilrace.analysis.verdict import judge
from gilrace.scenario import LaneSpec, Scenario, Teach, WorkloadSpec, resolve
from gilrace.tui import chart
from gilrace.tui.app import GilraceApp
from gilrace.tui.drawings.race import RaceView
from gilrace.tui.drawings.results import ResultsView
from gilrace.tui.home import Opening
from gilrace.tui.keys import footer_keys
from gilrace.tui.look import Look
from gilrace.tui.screens.browser import BrowserScreen
from gilrace.tui.source import CannedSource

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from gilrace.race.events import Event
    from gilrace.race.state import RaceState

LANES = (
    LaneSpec("sequential", id="sequential", letter="S", name="sequential"),
    LaneSpec("threads", workers=2, id="threads", letter="T", name="threads"),
    LaneSpec("processes", workers="cores", id="processes", letter="P", name="processes"),
)
TEACH = Teach(
    question="Two threads on two cores: how much faster than one?",
    choices=("about 2 times", "no faster"),
    answer="no faster",
    because="One GIL, one running thread.",
)
PRIMES = Scenario(
    "primes-cpu", "Counting primes", Path("/s/primes-cpu.yaml"), "Who is really faster?", ("cpu", "gil"),
    WorkloadSpec("primes"), None, LANES, yardstick="sequential", teach=TEACH,
)  # fmt: skip
SLEEP = Scenario(
    "io-sleep",
    "Waiting",
    Path("/s/io-sleep.yaml"),
    "Waits that overlap.",
    ("io",),
    WorkloadSpec("sleep"),
    None,
    LANES,
)


def race_view(state: RaceState, **more: object) -> RaceView:
    """A race screen as its widget would fill it."""
    verdict = judge(state)
    over = bool(state.closed)
    view = {
        "commentary": verdict.headline if over else commentary(state),
        "reasons": {s.lane.id: s.why.text for s in verdict.standings if s.why.text},
        "verdict": verdict if over else None,
        "keys": footer_keys("race", {}, only=("pause", "skip", "stop", "results", "back")),
    }
    return RaceView(state, **(view | more))  # type: ignore[arg-type]


def results_view(state: RaceState, **more: object) -> ResultsView:
    """A results screen as its widget would fill it."""
    outcomes = (
        Outcome("processes.speedup > 1.5", "pass", "1.80×"),
        Outcome("fastest: threads", "fail", "procs×batch"),
    )
    view = {
        "keys": footer_keys("results", {}),
        "outcomes": outcomes,
        "because": "One GIL, one running thread.",
    }
    return ResultsView(state, judge(state), chart=chart.rows(state, 8), **(view | more))  # type: ignore[arg-type]


FEW = tuple(str(resolve(name)) for name in ("cpu-primes", "cpu-sum-squares", "io-fetch-100", "io-sleep"))


class World:
    """An app whose races are canned, with what it launched."""

    def __init__(
        self, events: list[Event] | None = None, scenario: Scenario | None = PRIMES, **opening: object
    ) -> None:
        self.events = events if events is not None else canned.finished_events()
        self.launched: list[tuple[Scenario, bool]] = []
        self.sources: list[CannedSource] = []
        opening = {"paths": FEW, "cores": 2} | opening
        self.app = GilraceApp(Look(), self._launch, Opening(scenario=scenario, **opening))  # type: ignore[arg-type]

    def _launch(self, scenario: Scenario, together: bool) -> CannedSource:
        self.launched.append((scenario, together))
        self.sources.append(CannedSource(self.events))
        return self.sources[-1]

    @property
    def words(self) -> str:
        """What the screen in front says."""
        from gilrace.tui.picture import Picture

        return self.app.screen.query_one(Picture).words()


async def until_loaded(world: World, pilot: Pilot[None]) -> BrowserScreen:
    """The browser, once it has read its files."""
    await pilot.pause()
    browser = world.app.screen_stack[0]
    assert isinstance(browser, BrowserScreen)
    await until_read(browser, pilot)
    assert browser.entries
    return browser


async def until_read(browser: BrowserScreen, pilot: Pilot[None]) -> None:
    """Wait until it has."""
    while browser.reading or not browser.entries:
        await pilot.pause(0.001)
