"""The wild screen on a session that is canned, and the folding of what a session tells."""

import os
from pathlib import Path

import pytest
from lab_worlds import (
    BANK,
    LOCKS,
    MS,
    UP,
    CannedSession,
    racing_events,
    recovered_events,
    sampled,
    stand_in,
    started,
    stuck_events,
    stuck_report,
)

from gilrace.errors import InputError
from gilrace.lab.wild.events import GuardSet, OutputSeen, StuckSeen, WildEnded
from gilrace.lab.wild.session import possible
from gilrace.meters.interpreters import Interpreter, running
from gilrace.tui.app import GilraceApp
from gilrace.tui.home import Opening
from gilrace.tui.lab.wild_meters import short, spark
from gilrace.tui.lab.wild_screen import WildScreen
from gilrace.tui.lab.wild_state import Reading, WildState, fold
from gilrace.tui.look import Look
from gilrace.tui.picture import Picture

READ_WRITE = ("balance = account.balance", "account.balance = int")


def alive(pid):
    return os.path.exists(f"/proc/{pid}")


class Wild:
    """An app with a wild screen in front."""

    def __init__(self, file, events):
        self.app = GilraceApp(Look(), None, Opening(paths=(), cores=2))
        self.sessions, self.guards, self.pythons = [], [], []
        self.events, self.demo = events, stand_in(file)

    def launch(self, demo, guard, python):
        self.guards.append(guard)
        self.pythons.append(python)
        self.sessions.append(CannedSession(self.events))
        return self.sessions[-1]

    async def open(self, pilot, here=()):
        screen = WildScreen(
            self.demo, "", self.launch, lambda guard, model: None, pythons=lambda: [running(), *here]
        )
        self.app.push_screen(screen)
        await pilot.pause()
        screen.poll()
        return screen

    @property
    def words(self):
        return self.app.screen.query_one(Picture).words()


def test_counts_are_folded_from_what_was_judged():
    state = fold(racing_events())
    assert (state.violations, state.worlds, state.failed_worlds, state.judged) == (400, 100, 40, 10_000)
    assert state.per_million == pytest.approx(40_000)
    assert state.witnesses == 2


def test_folding_in_pieces_comes_to_the_same():
    events = stuck_events() + recovered_events()[-1:]
    state = WildState()
    for event in events:
        state = fold([event], state)
    assert state == fold(events)


def test_a_rate_is_that_of_the_last_second():
    events = [
        started(BANK),
        UP,
        sampled(0, 0, 0),
        sampled(500, 100, 10),
        sampled(1500, 200, 40),
        sampled(2000, 300, 70),
    ]
    state = fold(events)
    assert state.per_s("violations", 1_000 * MS) == pytest.approx(60)
    assert state.per_s("operations", 500 * MS) == pytest.approx(200)
    assert fold(events[:3]).per_s("violations") == 0


def test_being_stuck_ends_with_a_recovery_a_switched_guard_or_a_new_child():
    stuck = fold(stuck_events())
    assert stuck.stuck is not None
    assert fold([recovered_events()[-1]], stuck).stuck is None
    assert fold([GuardSet(140 * MS, "order")], stuck).stuck is None
    assert fold([UP], stuck).stuck is None
    again = fold([recovered_events()[-1], StuckSeen(150 * MS, stuck_report())], stuck)
    assert again.stuck_count == 2
    assert again.recovered is None
    assert len(again.ways) == 1


def test_what_a_demo_prints_is_kept_but_not_without_end():
    state = fold([OutputSeen(k, "x" * 1000) for k in range(10)])
    assert len(state.output) == 2000


def test_a_spark_is_as_high_as_its_quarter_seconds():
    readings = [Reading(k * 250 * MS, k, violations, "") for k, violations in enumerate((0, 0, 8, 12, 12))]
    assert spark(readings, "violations", 10) == "▁█▄▁"
    assert spark(readings, "violations", 2) == "█▁"
    assert spark([], "violations", 5) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "0"), (999, "999"), (1_234, "1.2k"), (45_678, "45k"), (2_700_000, "2.7M"), (3e10, "30G")],
)
def test_counts_are_short(number, said):
    assert short(number) == said


def test_only_ways_out_that_the_demo_has_are_offered():
    assert possible(stand_in(LOCKS)) == ("abort", "order", "kill")
    assert possible(stand_in(BANK)) == ("abort", "kill")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_guard_is_switched_while_it_runs(size):
    wild = Wild(BANK, racing_events())
    async with wild.app.run_test(size=size) as pilot:
        await wild.open(pilot)
        assert "400" in wild.words
        assert "Ann's operation 5 and Bob's operation 7 both read 11." in wild.words
        await pilot.press("l", "l")
        assert wild.sessions[0].asked == ["start", "guard lock", "guard "]


async def test_a_deadlock_is_shown_with_its_ring_its_lines_and_its_ways_out():
    wild = Wild(LOCKS, stuck_events())
    async with wild.app.run_test(size=(120, 40)) as pilot:
        await wild.open(pilot)
        assert "cycle Ann → Bob → Ann: DEADLOCK" in wild.words
        assert "Ann holds pen, waits for ruler, line 17: with tools.pen, tools.ruler:" in wild.words
        assert "Deadlock number 1, named 12 ms" in wild.words
        for key in "aok":
            await pilot.press(key)
        assert wild.sessions[0].asked[1:] == ["recover abort", "recover order", "recover kill"]


async def test_ways_out_do_nothing_when_nobody_is_stuck():
    wild = Wild(BANK, racing_events())
    async with wild.app.run_test(size=(80, 24)) as pilot:
        await wild.open(pilot)
        await pilot.press("k")
        assert wild.sessions[0].asked == ["start"]
        assert "nobody is stuck now" in wild.words


async def test_after_its_end_it_can_be_started_again_with_another_guard():
    wild = Wild(BANK, [*racing_events(), WildEnded(1100 * MS, "stopped", "Stopped.")])
    async with wild.app.run_test(size=(80, 24)) as pilot:
        await wild.open(pilot)
        assert "stopped" in wild.words
        await pilot.press("l", "r")
        assert wild.guards == ["", "lock", "lock"]


async def test_a_key_starts_it_again_on_the_next_interpreter_and_comes_round():
    other = Interpreter(Path("/opt/py/bin/python3.13t"), "3.13.0", (3, 13, 0), False, True, "CPython", "fork")
    wild = Wild(BANK, racing_events())
    async with wild.app.run_test(size=(80, 24)) as pilot:
        screen = await wild.open(pilot, [other])
        for _ in range(2):
            await pilot.press("p")
            await screen.workers.wait_for_complete()
        assert wild.pythons == ["", "/opt/py/bin/python3.13t", ""]
        assert [session.asked[-1] for session in wild.sessions] == ["stop", "stop", "start"]


async def test_where_there_is_no_other_interpreter_the_key_says_so():
    wild = Wild(BANK, racing_events())
    async with wild.app.run_test(size=(80, 24)) as pilot:
        screen = await wild.open(pilot)
        await pilot.press("p")
        await screen.workers.wait_for_complete()
        assert "there is no other Python 3.11 or newer here" in wild.words
        assert wild.pythons == [""]


async def test_lines_that_matter_are_marked_from_the_beginning_and_change_with_the_guard():
    wild = Wild(BANK, [started(BANK), UP])
    async with wild.app.run_test(size=(120, 40)) as pilot:
        screen = await wild.open(pilot)
        await screen.settled()
        await pilot.pause()
        read, write = (next(row for row in wild.words.splitlines() if words in row) for words in READ_WRITE)
        assert "●" in read
        assert "← reads" in read
        assert "← writes" in write
        wild.sessions[0].given.append(GuardSet(90 * MS, "lock"))
        screen.poll()
        await screen.settled()
        assert "← takes" in wild.words


async def test_a_crash_says_what_went_wrong():
    end = WildEnded(50 * MS, "crashed", "The demo's process ended by signal 11.", detail="Segmentation fault")
    wild = Wild(BANK, [started(BANK), end])
    async with wild.app.run_test(size=(80, 24)) as pilot:
        await wild.open(pilot)
        assert "The demo's process ended by signal 11." in wild.words
        assert "Segmentation fault" in wild.words


async def test_leaving_stops_the_session_and_waits_for_it():
    wild = Wild(BANK, racing_events())
    async with wild.app.run_test(size=(80, 24)) as pilot:
        await wild.open(pilot)
        await pilot.press("escape")
        await pilot.pause()
    assert wild.sessions[0].asked[-2:] == ["stop", "join"]


async def test_a_session_that_cannot_be_made_says_why():
    wild = Wild(BANK, racing_events())

    def refuse(demo, guard, python):
        raise InputError("there is no such interpreter")

    wild.launch = refuse
    async with wild.app.run_test(size=(80, 24)) as pilot:
        await wild.open(pilot)
        assert "there is no such interpreter" in wild.words


@pytest.mark.wild
async def test_a_real_run_finds_the_bug_and_leaves_no_process():
    from gilrace.tui.lab.launching import live

    wild = Wild(LOCKS, [])
    wild.launch = live
    async with wild.app.run_test(size=(80, 24)) as pilot:
        screen = await wild.open(pilot)
        while screen.state.stuck is None:
            await pilot.pause(0.02)
        pid = screen.state.up.pid
        assert "DEADLOCK" in wild.words
        await pilot.press("q")
        await pilot.pause()
    assert not alive(pid)
