"""``gilrace report`` and the same options of ``gilrace run``."""

import json
import xml.etree.ElementTree as ET

import gilrace_canned as canned
import pytest
from click.testing import CliRunner

from gilrace.cli import root
from gilrace.race.events import to_line


def call(*args):
    return CliRunner().invoke(root, [str(arg) for arg in args], catch_exceptions=True)


@pytest.fixture
def recording(tmp_path):
    path = tmp_path / "one.race"
    path.write_text("".join(f"{to_line(event)}\n" for event in canned.finished_events()))
    return path


def test_one_call_writes_every_format_asked_for(recording, tmp_path):
    names = ("html", "csv", "markdown", "junit", "svg", "trace", "json")
    args = [word for name in names for word in (f"--{name}", tmp_path / f"out.{name}")]
    result = call("report", recording, *args)
    assert result.exit_code == 0, result.output
    assert json.loads((tmp_path / "out.json").read_text())["verdict"]["winner"] == "processes-batch"
    assert ET.parse(tmp_path / "out.svg").getroot().tag.endswith("svg")
    assert (tmp_path / "out.html").read_text().startswith("<!doctype html>")
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 21


def test_without_an_option_the_page_lies_beside_the_recording(recording):
    assert call("report", recording).exit_code == 0
    assert "Counting primes" in recording.with_suffix(".html").read_text()


def test_several_recordings_get_a_file_each_even_when_they_have_one_name(recording, tmp_path):
    folder = tmp_path / "out"
    assert call("report", recording, recording, "--markdown", folder, "--html", folder).exit_code == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "primes-cpu-2.html",
        "primes-cpu-2.md",
        "primes-cpu.html",
        "primes-cpu.md",
    ]


def test_a_document_can_go_to_standard_output(recording):
    result = call("report", recording, "--csv", "-")
    assert result.stdout.startswith("race,started_at")


def test_a_recording_that_was_cut_short_still_makes_a_page(recording, tmp_path):
    text = recording.read_text()
    recording.write_text(text[: len(text) // 2])
    assert call("report", recording, "--html", tmp_path / "cut.html").exit_code == 0
    assert "fewer than three rounds" in (tmp_path / "cut.html").read_text()


@pytest.mark.parametrize("name", ["nowhere.race", "12"])
def test_what_is_neither_file_nor_number_is_told(name):
    result = call("report", name, "--csv", "-")
    assert getattr(result.exception, "exit_code", 0) == 2


def test_a_file_that_cannot_be_written_is_told_with_what_to_do(recording):
    result = call("report", recording, "--html", "/proc/none/x.html")
    assert "Name a file in a folder you may write to." in str(result.exception)


def test_a_race_that_could_not_write_its_documents_does_not_begin(tmp_path):
    result = call("run", "cpu-primes", "--html", tmp_path / "none" / "x.html")
    assert getattr(result.exception, "exit_code", 0) == 2
    assert "not a folder you may write to" in str(result.exception)
    assert "heat" not in result.output


def test_a_race_writes_its_documents_and_leaves_standard_output_to_one_of_them(tmp_path):
    scenario = tmp_path / "tiny.yaml"
    scenario.write_text(
        "workload: {use: sum_squares, items: 4}\nlanes: [sequential]\nrounds: 1\n"
        "expect: [sequential.wall < 60s]\n"
    )
    result = call("run", scenario, "--junit", "-", "--html", tmp_path / "tiny.html", "--quiet")
    assert result.exit_code == 0, result.output
    suite = ET.fromstring(result.stdout.encode())
    assert (suite.get("tests"), suite.get("failures")) == ("1", "0")
    assert "<svg" in (tmp_path / "tiny.html").read_text()
