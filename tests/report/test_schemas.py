"""The published schemas, held against documents: every document fits, and every key is in the schema."""

import json

import gilrace_canned as canned
import pytest
from click.testing import CliRunner
from small_schema import keys_missing, problems

from gilrace.cli import root
from gilrace.race.events import KINDS, to_line
from gilrace.race.schema import line_schema
from gilrace.report import FORMATS
from gilrace.report.schema import report_schema

RACES = ["finished", "tie", "failed_lane", "disqualified_lane", "waiting", "running"]


def document(race):
    return json.loads(FORMATS["json"].render(getattr(canned, race)(), ()))


@pytest.mark.parametrize("race", RACES)
def test_a_report_fits_its_schema_and_holds_no_key_that_is_not_in_it(race):
    assert problems(document(race), report_schema()) == []
    assert keys_missing(document(race), report_schema()) == set()


def test_a_report_that_lost_a_key_or_changed_a_type_is_noticed():
    broken = document("finished")
    del broken["lanes"][0]["why"]
    broken["lanes"][1]["heats"][0]["gil"] = "yes"
    assert problems(broken, report_schema()) == ["lanes/0: why is missing", "lanes/1/heats/0/gil: 'yes'"]


@pytest.mark.parametrize("race", ["finished_events", "waiting_events"])
def test_every_line_of_a_recording_fits_one_kind_of_the_schema(race):
    kinds = {one["properties"]["kind"]["const"]: one for one in line_schema()["oneOf"]}
    assert kinds.keys() == KINDS.keys()
    for event in getattr(canned, race)():
        record = json.loads(to_line(event))
        assert problems(record, kinds[record["kind"]]) == []
        assert keys_missing(record, kinds[record["kind"]]) == set()


@pytest.mark.parametrize(
    ("option", "title"), [((), ""), (("--report",), "report"), (("--recording",), "recording")]
)
def test_each_schema_is_printed_with_its_version(option, title):
    printed = json.loads(CliRunner().invoke(root, ["schema", *option]).stdout)
    assert title in printed.get("title", "")
    if option:
        assert printed["title"][-1] == "1"
