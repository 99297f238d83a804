"""What the lab screens' tests share: two little demos, told and explored, and a canned wild run."""

import atexit
import shutil
import tempfile
from pathlib import Path

from gilrace.lab.demos import load
from gilrace.lab.explore.explorer import explore
from gilrace.lab.explore.microscope import Instruction
from gilrace.lab.explore.slowmotion import SlowMotion, Tick
from gilrace.lab.explore.story import Mark, tell
from gilrace.lab.explore.story import Place as StoryPlace
from gilrace.lab.explore.tree import tree
from gilrace.lab.rehearsal.leaves import leaves
from gilrace.lab.rehearsal.records import demo_from, demo_record
from gilrace.lab.wild.events import (
    ChildUp,
    ChunkJudged,
    Edge,
    Member,
    Place,
    Recovered,
    Stuck,
    StuckSeen,
    Wait,
    WildEnded,
    WildSampled,
    WildStarted,
    Witness,
)
from gilrace.tui.keys import footer_keys
from gilrace.tui.lab import listing
from gilrace.tui.lab.stepper import StepperView
from gilrace.tui.lab.wild import WildView
from gilrace.tui.lab.wild_state import fold

FOLDER = Path(tempfile.mkdtemp())  # of copies: what fails is kept beside a demo's file
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
BANK = str(shutil.copy(Path(__file__).with_name("little_bank.py"), FOLDER))
LOCKS = str(shutil.copy(Path(__file__).with_name("little_locks.py"), FOLDER))
MS = 1_000_000


def stand_in(file):
    """The demo as a screen knows it."""
    return demo_from(demo_record(load(file)))


def story_of(file, schedule, guard=""):
    return tell(load(file), schedule, guard=guard)


def stepper_view(file, schedule, at=None, guard="", **more):
    """A stepper as its screen would fill it."""
    story = story_of(file, schedule, guard)
    root = tree(load(file), guard=guard, most=36)
    view = {
        "found": explore(load(file), guard=guard),
        "leaves": tuple(leaves(root)) if root else (),
        "listing": listing.read(file),
        "keys": footer_keys("stepper", {}),
    }
    at = len(story.steps) if at is None else at
    return StepperView("", stand_in(file), story, at, **(view | more))


def tick(name, argument="", verb="", value=None, *, switch=False):
    """One instruction of the little bank's line 18, as no version of Python has it."""
    place = StoryPlace(BANK, "deposit", 18, 18, 4, 19)
    access = verb if verb in ("read", "write") else ""
    marks = (Mark(verb, "account.balance", value, False, place),) if verb else ()
    return Tick(Instruction(0, name, argument, place, switch, access), 0, switch, marks, (("balance", "0"),))


def slow_motion_of(ticks, gaps):
    return SlowMotion("little_bank", "", "Ann", "threads", "3.11.7", True, tuple(ticks), tuple(gaps), True)


def started(file, guard=""):
    demo = stand_in(file)
    names = tuple(actor.name for actor in demo.actors)
    return WildStarted(
        0, demo.name, demo.title, demo.summary, demo.kind, names, demo.guard_names, guard, file, 60.0, ""
    )


def sampled(t_ms, operations, violations, guard="", states="rr", waits=()):
    return WildSampled(
        t_ms * MS, guard, operations, violations, (operations, operations), (0, 3), (7, 8), states, waits
    )


UP = ChildUp(40 * MS, "3.11.7", True, 4711, 1e-5)
WITNESS = Witness(
    "invariant", "Ann's operation 5 and Bob's operation 7 both read 11", ("Ann", "Bob"), (5, 7), 0
)


def racing_events():
    """A second of lost updates, then quiet under the lock."""
    events = [started(BANK), UP]
    for k in range(1, 11):
        events.append(ChunkJudged(k * 100 * MS, "", 1000, 10, 4, 40, WITNESS if k in (1, 10) else None))
        events.append(sampled(k * 100 + 1, k * 2000, k * 40))
    return events


def stuck_report():
    def member(actor, tool, other, holds, line):
        source = f"with tools.{holds}, tools.{tool}:"
        place = Place(LOCKS, line, 5, 0, "draw", source, (("tools", "Tools"),))
        return Member(actor, tool, "waits for", other, (holds,), 12 * MS, (place,))

    members = (member("Ann", "ruler", "Bob", "pen", 17), member("Bob", "pen", "Ann", "ruler", 22))
    edges = (Edge("Ann", "ruler", "Bob"), Edge("Bob", "pen", "Ann"))
    words = "Ann waits for ruler, which Bob holds, Bob waits for pen, which Ann holds"
    return Stuck("deadlock", words, members, edges, True, 100 * MS, 112 * MS, "")


def stuck_events():
    waits = (
        Wait("Ann", "ruler", "waits for", "Bob", 12 * MS, 0),
        Wait("Bob", "pen", "waits for", "Ann", 12 * MS, 0),
    )
    return [
        started(LOCKS),
        UP,
        sampled(120, 50, 0, states="ll", waits=waits),
        StuckSeen(121 * MS, stuck_report()),
    ]


def recovered_events():
    words = "Bob's wait was called off; Bob let go of what it held, and the others went on."
    return [*stuck_events(), Recovered(130 * MS, "abort", ("Bob",), 2 * MS, "no preemption", words)]


def ended_events():
    return [*racing_events(), WildEnded(1100 * MS, "stopped", "Stopped.")]


def wild_view(file, events, **more):
    """A wild screen as it would be filled."""
    view = {"listing": listing.read(file), "keys": footer_keys("wild", {}), "found": explore(load(file))}
    return WildView(stand_in(file), fold(events), **(view | more))


class CannedSession:
    """Stands in for a wild session: its events are given, what is asked of it is noted."""

    def __init__(self, events):
        self.given = list(events)
        self.asked = []
        self.running = True

    def start(self):
        self.asked.append("start")
        return self

    def events(self, since=0):
        return tuple(self.given[since:])

    def set_guard(self, name):
        self.asked.append(f"guard {name}")

    def recover(self, choice):
        self.asked.append(f"recover {choice}")

    def stop(self):
        self.asked.append("stop")

    def join(self, timeout_s=None):
        self.asked.append("join")
