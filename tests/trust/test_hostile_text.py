"""Names, output and files that try to drive the terminal or break out of a page, through every face."""

import io
import json
import subprocess
import sys
import unicodedata

import pytest
from rich.console import Console

from gilrace.analysis.recorded import recorded_outcomes
from gilrace.console.live import LiveFace
from gilrace.console.plain import PlainFace
from gilrace.console.racing import replay
from gilrace.race.recording import read
from gilrace.race.state import fold
from gilrace.report import FORMATS
from gilrace.tui.drawings.race import RaceView, race
from gilrace.tui.look import Look

BEL, OSC = "\x07", "\x1b]52;c;ZXZpbA==\x07"
BAD = f"{OSC}\x1b[2J\x9b31m\u202e\u2028<script>alert(1)</script>]]>"
SHORT = f"{OSC}\x1b[2J\x9b31m<b>"
SCENARIO = {
    "title": f"T{BAD}",
    "summary": f"S{BAD}",
    "tags": [f"t{OSC}"],
    "workload": {"use": "./own.py:work", "items": 3},
    "lanes": [
        {"sequential": {"label": f"A{SHORT}"}},
        {"threads": {"workers": 2, "label": f"=cmd()|{SHORT}"}},
    ],
    "rounds": 1,
    "teach": {"question": f"Q{BAD}?", "choices": [f"c{BAD}", "d"], "answer": "d", "because": f"be{BAD}cause"},
}
OWN = """
import sys
BAD = {bad!r}
def work(item):
    print("out", BAD, flush=True)
    print("err", BAD, file=sys.stderr, flush=True)
    if item == 1:
        raise ValueError(BAD)
    return item
"""


def active(text, allowed="\n\t"):
    """What in a text could act on a terminal."""
    kinds = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return {hex(ord(c)) for c in text if unicodedata.category(c) in kinds and c not in allowed}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A scenario whose every text is hostile, its recording, and one spoiled further by hand."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "evil.yaml").write_text(json.dumps(SCENARIO))
    (folder / "own.py").write_text(OWN.format(bad=BAD))
    told = subprocess.run(
        [sys.executable, "-m", "gilrace", "run", "evil.yaml", "--plain", "--record", "evil.race"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    (folder / "told.txt").write_text(told.stdout + told.stderr)
    lines = [spoiled(json.loads(line)) for line in (folder / "evil.race").read_text().splitlines()]
    (folder / "worse.race").write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return folder


def spoiled(record):
    """A line of a recording with something hostile in every text that nothing else depends on."""
    for key in ("name", "title", "version", "started_at", "text", "reason", "detail", "digest", "python"):
        if isinstance(record.get(key), str):
            record[key] += BAD
    if record["kind"] == "race":
        record["machine"] = {key: f"{value}{BAD}" if isinstance(value, str) else value
                             for key, value in record["machine"].items()}  # fmt: skip
    return record


@pytest.fixture(params=["evil.race", "worse.race"])
def events(folder, request):
    return list(read(folder / request.param))


def test_a_race_is_told_in_harmless_text(folder):
    text = (folder / "told.txt").read_text()
    assert "\\x1b]52" in text
    assert not active(text)


def test_plain_sentences_are_harmless(events):
    told = []
    replay(events, [PlainFace(told.append)])
    assert "<script>" in "".join(told)
    assert not active("".join(told))


def test_the_live_picture_sends_only_its_own_sequences(events):
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, width=100, height=30, markup=False, emoji=False)
    clock = iter(range(100_000))
    replay(events, [LiveFace(console, clock=lambda: next(clock))])
    text = stream.getvalue()
    assert "\x1b]" not in text
    assert "\x1b[2J" not in text
    assert not active(text, allowed="\n\t\x1b\r")


@pytest.mark.parametrize("size", [(80, 24), (140, 40)])
def test_the_screens_show_nothing_that_acts(events, size):
    look = Look()
    for count in range(1, len(events) + 1, 7):
        rows = race(RaceView(fold(events[:count])), size)
        text = "".join(segment.text for row in rows for segment in look.segments(row))
        assert not active(text)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_no_report_carries_anything_that_acts(events, name):
    state = fold(events)
    text = FORMATS[name].render(state, recorded_outcomes(state), events)
    assert not active(text, allowed="\n\t\r" if name == "csv" else "\n\t")
    if name in ("html", "svg", "junit", "markdown"):
        assert "<script>alert" not in text
    if name == "csv":
        assert ",=cmd" not in text


@pytest.mark.parametrize(
    "words",
    [
        ("list", "."),
        ("check", "evil.yaml"),
        ("check", f"no{OSC}.yaml"),
        ("run", f"no{OSC}.yaml"),
        ("run", f"broken{OSC}.yaml"),
        ("replay", "--plain", "worse.race"),
        ("replay", f"no{OSC}"),
        ("report", f"no{OSC}", "--html", "-"),
        ("report", "worse.race", "--json", "-"),
        ("compare", "evil.race", "worse.race"),
        ("history", f"x{OSC}"),
        ("tour", "--from", f"x{OSC}"),
        ("lab", f"x{OSC}"),
        ("explore", f"x{OSC}"),
        ("race", f"./x{OSC}.py:work"),
        ("diagnose", f"./x{OSC}.py:work"),
        ("run", "cpu-primes", "--lanes", f"x{OSC}"),
        ("run", "cpu-primes", "--timeout", f"x{OSC}"),
        ("run", "cpu-primes", "--record", f"/nowhere/{OSC}"),
        (f"x{OSC}",),
    ],
)
def test_no_command_repeats_what_drives_a_terminal(folder, words):
    (folder / f"broken{OSC}.yaml").write_text(f'title: "{BEL}"\nx: 1\n')
    told = subprocess.run(
        [sys.executable, "-m", "gilrace", *words], cwd=folder, capture_output=True, check=False, timeout=100,
        stdin=subprocess.DEVNULL,
    )  # fmt: skip
    text = (told.stdout + told.stderr).decode("utf-8", "surrogateescape")
    assert text
    assert "Traceback" not in text
    assert not active(text)


def test_reading_a_recording_runs_nothing(folder, tmp_path):
    mark = tmp_path / "mark"
    lines = (folder / "evil.race").read_text().splitlines()
    opened = json.loads(lines[0])
    call = f"__import__('os').system('touch {mark}')"
    opened["scenario"] = {"workload": {"use": f"os:{call}"}, "expect": [call], "teach": {"because": 7}}
    (tmp_path / "r.race").write_text("\n".join([json.dumps(opened), *lines[1:]]) + "\n")
    state = fold(read(tmp_path / "r.race"))
    for name in sorted(FORMATS):
        FORMATS[name].render(state, recorded_outcomes(state), list(read(tmp_path / "r.race")))
    assert not mark.exists()
