"""Recordings too large to be held: read from disk, and folded into states that stay within bounds."""

from bisect import bisect_right
from dataclasses import replace
from itertools import takewhile

import gilrace_canned as canned
import pytest

from gilrace.errors import RecordingError
from gilrace.race import bounds, stored
from gilrace.race.events import HeatEnded, HeatStarted, Sampled, Spans, to_line
from gilrace.race.heat_run import spans_of_heat
from gilrace.race.recording import read
from gilrace.race.state import RaceState, advance, fold
from gilrace.report import FORMATS
from gilrace.report.cores import MOST_LOOKS, loads
from gilrace.tui.rewinding import Rewind

EVENTS = canned.finished_events()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "x.race"
    lines = [to_line(event) + "\n" for event in EVENTS]
    path.write_text("".join([lines[0], "\n", '{"kind":"from the future","t":1}\n', *lines[1:]]))
    return path


@pytest.fixture
def large(path, monkeypatch):
    monkeypatch.setattr(stored, "LARGE_BYTES", 100)
    return stored.load(path)


def test_a_large_recording_is_the_same_sequence_as_a_small_one(path, large):
    small = list(read(path))
    assert isinstance(large, stored.Stored)
    assert len(large) == len(small)
    assert list(large) == small
    assert large[-1] == small[-1]
    assert large[3:9] == small[3:9]
    assert [large[k] for k in (7, 2)] == [small[7], small[2]]
    with pytest.raises(IndexError):
        large[len(small)]


def test_its_state_and_documents_are_the_same_too(path, large):
    small = list(read(path))
    state = fold(small)
    assert stored.folded(large) == stored.folded(small) == state
    for form in FORMATS.values():
        assert form.render(state, (), large) == form.render(state, (), small)


def test_one_that_was_cut_short_is_read_up_to_the_cut(path, monkeypatch):
    monkeypatch.setattr(stored, "LARGE_BYTES", 100)
    path.write_bytes(path.read_bytes()[:-20])
    assert list(stored.load(path)) == EVENTS[:-1]


@pytest.mark.parametrize("what", ["cut", "other"])
def test_one_that_changes_while_it_is_shown_is_an_error_and_no_nonsense(path, large, what):
    with path.open("r+b") as file:
        if what == "cut":
            file.truncate(200)
        else:
            file.write(b"x" * 100_000)
    with pytest.raises(RecordingError, match="changed"):
        list(large)


def test_what_is_no_recording_is_told_when_it_is_opened(path, monkeypatch):
    monkeypatch.setattr(stored, "LARGE_BYTES", 100)
    path.write_text(path.read_text() + "nonsense\n")
    with pytest.raises(RecordingError, match="not a line"):
        stored.load(path)
    with pytest.raises(RecordingError, match="No such file"):
        stored.load(path.with_name("nowhere"))


def many_heats(count, rows=400, workers=3):
    """One race of two lanes with so many heats each, and spans of so many rows."""
    opened = replace(EVENTS[0], lanes=EVENTS[0].lanes[:2])
    yield opened
    for heat in range(2 * count):
        t = heat * 10**9
        yield HeatStarted(t, heat, opened.lanes[heat % 2].id, heat // 2 + 1, True)
        for k in range(50):
            yield Sampled(t + k * 10**6, heat, k, 0, (k,), "rrr"[:workers])
        yield HeatEnded(t + 60 * 10**6, heat, "finished", metrics={"wall_ns": 6e7, "done": rows})
        numbers = tuple(range(rows))
        # the last worker stops early: its last row is nowhere near the end
        worker = tuple(k % workers if k < rows // 2 else k % (workers - 1) for k in numbers)
        yield Spans(
            t + 60 * 10**6, heat, worker, numbers, (1,) * rows, numbers, tuple(k + 1 for k in numbers)
        )


def kept(state):
    heats = [heat for lane in state.lanes for heat in lane.past]
    return sum(len(h.spans.worker) for h in heats), sum(len(h.curve) + len(h.strip) for h in heats)


def test_the_more_heats_there_are_the_less_is_kept_of_each(monkeypatch):
    monkeypatch.setattr(bounds, "ROWS", 4_000)
    monkeypatch.setattr(bounds, "POINTS", 4_000)
    state = fold(many_heats(40))
    rows, points = kept(state)
    assert rows <= 4_000 + 80 * 3  # and the last one of each worker
    assert points <= 2 * (4_000 + 80)
    sizes = {len(heat.spans.worker) for lane in state.lanes for heat in lane.past}
    assert max(sizes) <= 2 * min(sizes)  # the first heats fare no worse than the last


def test_what_is_kept_ends_where_the_whole_ended(monkeypatch):
    whole = fold(many_heats(5))
    monkeypatch.setattr(bounds, "ROWS", 500)
    monkeypatch.setattr(bounds, "POINTS", 200)
    fewer = fold(many_heats(5))
    assert kept(fewer) < kept(whole)
    for before, after in zip(whole.lanes[1].past, fewer.lanes[1].past, strict=True):
        ends = [dict(zip(h.spans.worker, h.spans.end, strict=True)) for h in (before, after)]
        assert ends[0] == ends[1]
        assert after.curve[-1] == before.curve[-1]
        assert after.spans.stride > before.spans.stride == 1
        assert fewer.lanes[1].heat == fewer.lanes[1].past[-1]


def test_the_heats_of_a_long_race_are_recorded_with_fewer_and_fewer_spans():
    most = [spans_of_heat(index) for index in range(100_000)]
    assert most[:50] == [20_000] * 50
    assert most == sorted(most, reverse=True)
    assert min(most) == 500
    assert sum(most[:1000]) < 2_500_000
    assert sum(most) - sum(most[:1000]) < 500 * 100_000


def test_an_ordinary_race_is_kept_whole():
    state = fold(many_heats(10))
    rows, points = kept(state)
    assert rows == 20 * 400
    assert points == 20 * (50 + 51)


@pytest.mark.parametrize("together", [1, 2, 7, 1000])
def test_events_folded_together_give_what_they_give_one_by_one(monkeypatch, together):
    monkeypatch.setattr("gilrace.race.state.MOST_TOGETHER", together)
    monkeypatch.setattr(bounds, "CURVE", 12)
    at_once = canned.finished_events(mode="together", rounds=1, warmups=0)
    samples = sorted((e for e in at_once if isinstance(e, Sampled)), key=lambda e: (e.done, e.heat))
    for events in (EVENTS, at_once, [*at_once[:12], *samples], samples):
        one_by_one = RaceState()
        for event in events:
            one_by_one = advance(one_by_one, event)
        assert fold(events) == one_by_one
    for until in (0, EVENTS[-1].t // 3, EVENTS[len(EVENTS) // 2].t, EVENTS[-1].t):
        assert fold(EVENTS, until=until) == fold(takewhile(lambda e, t=until: e.t <= t, EVENTS))


def test_the_curve_of_an_endless_heat_stays_short_and_true():
    opened = replace(EVENTS[0], lanes=EVENTS[0].lanes[:1])
    samples = (Sampled(k * 1_000, 0, k * 2, 0, (k,)) for k in range(1, 20_000))
    heat = fold([opened, HeatStarted(0, 0, opened.lanes[0].id, 1, True), *samples]).lanes[0].heat
    assert len(heat.curve) <= bounds.CURVE
    assert heat.curve[-1] == (19_999_000, 39_998)
    assert all(done == t // 500 for t, done in heat.curve)


def test_very_many_looks_at_the_cores_become_means():
    samples = [Sampled(k, 0, k, 0, (), cores=(k % 2 * 100, 50)) for k in range(3 * MOST_LOOKS)]
    found = loads(samples)
    assert MOST_LOOKS / 2 <= len(found) <= MOST_LOOKS
    assert {cores for _, cores in found} == {(50, 50)}
    assert [t for t, _ in found] == sorted(t for t, _ in found)
    assert loads(samples[:10]) == [(k, (k % 2 * 100, 50)) for k in range(10)]


@pytest.mark.parametrize("step", [1, 7, 256])
def test_a_replay_is_at_any_moment_what_the_race_was_then(step, monkeypatch):
    monkeypatch.setattr("gilrace.tui.rewinding.FIRST_STEP", step)
    monkeypatch.setattr("gilrace.tui.rewinding.MOST", 4)
    events = [event for event in EVENTS if not isinstance(event, Spans)]
    times = [event.t for event in events]
    rewind = Rewind(EVENTS)
    last = times[-1]
    for t in (0, last // 2, last // 3, last, 5, last // 2, last // 2 + 1, last * 2, 0, -1):
        assert rewind.at(t) == fold(events[: bisect_right(times, t)])
