"""A whole race: rounds interleaved, one recording, and an orderly end whatever happens."""

import json
import threading
from pathlib import Path

import pytest

from gilrace.errors import InputError, MachineError, RecordingError
from gilrace.race import recording as recordings
from gilrace.race.events import HeatEnded, HeatStarted, Noted, RaceClosed, RaceOpened, Sampled, Spans
from gilrace.race.plan import Options
from gilrace.race.recording import Recording, read
from gilrace.race.session import RaceSession
from gilrace.race.state import RaceState, advance, fold
from gilrace.scenario import load

OWN = Path(__file__).parent / "own_work.py"


@pytest.fixture
def scenario(tmp_path):
    def make(**more):
        text = {
            "workload": {"use": "sleep", "items": 4, "settings": {"seconds": 0.001}},
            "lanes": ["sequential"],
            "rounds": 1,
        }
        path = tmp_path / "a-race.yaml"
        path.write_text(json.dumps({**text, **more}))
        return load(path)

    return make


def own(function, **more):
    return {"workload": {"use": f"{OWN}:{function}", "items": {"range": [0, 30, 1]}, **more}}


def until(session, wanted, limit_s=20.0):
    """Wait until an event is there for which ``wanted`` holds."""
    tick = threading.Event()
    for _ in range(int(limit_s / 0.005)):
        if found := [event for event in session.events() if wanted(event)]:
            return found[0]
        if not session.running and session.join(0):
            break
        tick.wait(0.005)
    raise AssertionError(f"did not come in {limit_s} s")


def test_rounds_are_interleaved_and_warmups_come_first_and_do_not_count(scenario):
    session = RaceSession(scenario(lanes=["sequential", {"threads": {"workers": 2}}], rounds=2, warmup=1))
    session.run()
    heats = [(e.lane, e.round, e.counted) for e in session.events() if isinstance(e, HeatStarted)]
    assert heats == [
        ("sequential", 0, False),
        ("threads", 0, False),
        ("sequential", 1, True),
        ("threads", 1, True),
        ("sequential", 2, True),
        ("threads", 2, True),
    ]
    assert isinstance(session.events()[0], RaceOpened)
    assert session.events()[-1] == RaceClosed(session.events()[-1].t, "complete")


def test_the_recording_read_back_gives_the_same_state_as_the_race_itself(scenario, tmp_path):
    path = tmp_path / "a.race"
    session = RaceSession(scenario(lanes=["sequential", "asyncio"]), Options(record=path))
    session.run()
    assert list(read(path)) == session.events()
    assert fold(read(path)) == fold(session.events())


def test_the_state_at_every_prefix_can_be_folded_and_grows(scenario):
    session = RaceSession(scenario(lanes=["sequential", {"threads": {"workers": 2}}]))
    session.run()
    state, done = RaceState(), 0
    for event in session.events():
        state = advance(state, event)
        finished = sum(len(lane.counted) for lane in state.lanes)
        assert finished >= done
        done = finished
    assert done == 2
    assert fold(session.events(), until=0).lanes[0].status == "waiting"


def test_a_recording_that_was_cut_short_is_read_up_to_the_cut(scenario, tmp_path):
    path = tmp_path / "a.race"
    RaceSession(scenario(), Options(record=path)).run()
    whole = path.read_bytes()
    events = list(read(path))
    for cut in range(whole.index(b"\n") + 1, len(whole), 97):
        path.write_bytes(whole[:cut])
        part = list(read(path))
        assert part == events[: len(part)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello\n", ":1: not a line"),
        (b'{"kind":"go","t":1,"heat":0}\n', "does not begin with a race"),
        (b"[1]\n", ":1: not a line"),
        (b"\x00\xff\n", ":1: not a line"),
        (b"[" * 100_000 + b"\n", ":1: not a line"),
        (b'{"kind":"race"}\n', ":1: not a line"),
    ],
)
def test_what_is_no_recording_is_told_with_its_line(tmp_path, content, words):
    path = tmp_path / "bad.race"
    path.write_bytes(content)
    with pytest.raises(RecordingError, match=words):
        list(read(path))


def test_a_recording_from_a_newer_version_is_refused_and_unknown_events_are_skipped(scenario, tmp_path):
    path = tmp_path / "a.race"
    RaceSession(scenario(), Options(record=path)).run()
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], '{"kind":"later","t":5}', *lines[1:]]) + "\n")
    assert len(list(read(path))) == len(lines)
    path.write_text(lines[0].replace('"format":1', '"format":99') + "\n")
    with pytest.raises(RecordingError, match="newer"):
        list(read(path))


def test_a_full_disk_ends_the_recording_but_not_the_race(scenario):
    session = RaceSession(scenario(), Options(record=Path("/dev/full")))
    session.run()
    assert [e.status for e in session.events() if isinstance(e, HeatEnded)] == ["finished"]
    told = [e.text for e in session.events() if isinstance(e, Noted) and e.level == "error"]
    assert len(told) == 1
    assert "ends early" in told[0]


def test_a_recording_that_cannot_be_opened_is_an_input_error(tmp_path):
    with pytest.raises(InputError, match="cannot write the recording"):
        Recording(tmp_path / "no" / "such" / "folder.race")


@pytest.mark.parametrize("function", ["exits", "never_returns", "sys_exits"])
def test_a_lane_that_ends_badly_is_out_and_the_race_goes_on(scenario, function):
    session = RaceSession(
        scenario(
            **own(function), lanes=[{"threads": {"workers": 2}}, "sequential"], rounds=2, timeout="500ms"
        )
    )
    session.run()
    ends = [e for e in session.events() if isinstance(e, HeatEnded)]
    assert len(ends) == 2
    assert all(e.status in ("crashed", "failed", "timeout") for e in ends)
    assert session.events()[-1].reason == "complete"


def test_an_interpreter_that_is_not_there_is_an_error_of_its_lane_alone(scenario):
    session = RaceSession(
        scenario(lanes=["sequential", {"threads": {"workers": 2, "python": "python9.9"}}], rounds=2)
    )
    session.run()
    ends = {e.status: e for e in session.events() if isinstance(e, HeatEnded)}
    assert set(ends) == {"finished", "failed"}
    assert "python9.9" in ends["failed"].reason
    assert "cannot-run-here" in ends["failed"].caveats


def test_stopping_ends_the_running_heat_and_keeps_what_was_measured(scenario):
    session = RaceSession(scenario(**own("spins"), lanes=["sequential", "asyncio"]))
    session.start()
    until(session, lambda e: isinstance(e, Sampled))
    session.stop()
    assert session.join(20)
    ends = [e for e in session.events() if isinstance(e, HeatEnded)]
    assert [e.status for e in ends] == ["stopped"]
    assert ends[0].metrics["done"] < 30
    assert session.events()[-1].reason == "stopped"


def test_skipping_ends_one_heat_and_the_next_is_run(scenario):
    session = RaceSession(scenario(**own("spins"), lanes=["sequential", "asyncio"]))
    session.start()
    until(session, lambda e: isinstance(e, Sampled) and e.heat == 0)
    session.skip()
    until(session, lambda e: isinstance(e, Sampled) and e.heat == 1)
    session.skip()
    assert session.join(20)
    assert [e.status for e in session.events() if isinstance(e, HeatEnded)] == ["skipped", "skipped"]
    assert session.events()[-1].reason == "complete"


def test_a_pause_holds_the_next_heat_and_a_stop_ends_the_pause(scenario):
    session = RaceSession(scenario(lanes=["sequential", "asyncio"]))
    session.pause()
    session.start()
    until(session, lambda e: isinstance(e, Noted) and "paused" in e.text)
    assert not [e for e in session.events() if isinstance(e, HeatStarted)]
    session.resume()
    until(session, lambda e: isinstance(e, HeatEnded))
    assert session.join(20)
    second = RaceSession(scenario())
    second.pause()
    second.start()
    until(second, lambda e: isinstance(e, Noted) and "paused" in e.text)
    second.stop()
    assert second.join(20)
    assert second.events()[-1].reason == "stopped"


def test_together_all_lanes_are_at_the_line_before_any_is_told_to_go(scenario):
    lanes = [
        "sequential",
        {"threads": {"workers": 2}},
        {"processes": {"workers": 2, "start": "spawn"}},
        "asyncio",
    ]
    session = RaceSession(scenario(lanes=lanes, rounds=3), Options(together=True))
    session.run()
    kinds = [(e.kind, e.heat) for e in session.events() if e.kind in ("ready", "go", "end")]
    readies = [i for i, (kind, _) in enumerate(kinds) if kind == "ready"]
    goes = [i for i, (kind, _) in enumerate(kinds) if kind == "go"]
    assert len(readies) == len(goes) == 4
    assert max(readies) < min(goes)
    assert session.events()[0].mode == "together"


def test_every_counted_heat_has_spans_that_cover_its_items(scenario):
    session = RaceSession(scenario(lanes=["sequential", {"threads": {"workers": 2}}]))
    session.run()
    spans = [e for e in session.events() if isinstance(e, Spans)]
    assert len(spans) == 2
    for one in spans:
        assert sorted(one.first) == [0, 1, 2, 3]
        assert all(start < end for start, end in zip(one.start, one.end, strict=True))


def test_items_that_cannot_be_made_stop_the_race_before_it_opens(scenario):
    session = RaceSession(scenario(**own("square", items={"call": f"{OWN}:fails_to_make_items"})))
    with pytest.raises(InputError, match="no items today"):
        session.run()
    assert session.events() == []


def test_a_glob_gives_its_files_in_order_and_none_is_an_error(scenario, tmp_path):
    for name in "cab":
        (tmp_path / f"{name}.txt").write_text(name)
    session = RaceSession(scenario(**own("returns_same", items={"glob": "*.txt"})))
    session.run()
    assert session.events()[0].items == 3
    with pytest.raises(InputError, match="no file matches"):
        RaceSession(scenario(**own("returns_same", items={"glob": "*.nothing"}))).run()


def test_nothing_is_left_in_the_temporary_folder(scenario, tmp_path, monkeypatch):
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    (place / "gilrace-999999999-stale").mkdir()
    RaceSession(scenario(lanes=[{"processes": {"workers": 2, "start": "forkserver"}}])).run()
    assert list(place.iterdir()) == []


def test_no_temporary_folder_is_an_error_that_says_what_to_do(scenario, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/proc/nowhere")
    with pytest.raises(MachineError, match="temporary folder") as caught:
        RaceSession(scenario()).run()
    assert "TMPDIR" in str(caught.value)


def test_a_full_disk_is_noticed_when_the_file_is_closed_as_well(tmp_path):
    record = Recording(tmp_path / "a.race")
    record.close()
    record.close()
    assert record.problem == ""
    assert recordings.FORMAT == 1
