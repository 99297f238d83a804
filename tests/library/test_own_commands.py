"""``gilrace new``, ``race``, ``tour`` and ``guide``."""

import json

import pytest
from click.testing import CliRunner

from gilrace.cli import guide_cmd, main, new_cmd, tour_cmd
from gilrace.cli.own_options import items_of, place_of, settings_of
from gilrace.errors import InputError
from gilrace.own.racing import scenario_of, written
from gilrace.scenario import load


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GILRACE_HISTORY", str(tmp_path / "history.sqlite3"))
    return tmp_path


@pytest.fixture
def gilrace(capfd):
    """Run the command line; exit code, standard output, standard error."""

    def gilrace(*words):
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
            raise SystemExit(0)
        out, err = capfd.readouterr()
        return ended.value.code, out, err

    return gilrace


def test_new_writes_a_scenario_that_is_valid_and_races(gilrace, here):
    code, out, _ = gilrace("new", "etl-job")
    assert code == 0
    assert "wrote etl-job.yaml and etl_job.py" in out
    assert load(here / "etl-job.yaml").workload.use == "./etl_job.py:work"
    code, out, err = gilrace(
        "run", "etl-job.yaml", "--rounds", "1", "--plain", "--lanes", "sequential,asyncio"
    )
    assert code == 0, err
    assert "pass: same_results" in out


def test_new_never_overwrites(gilrace, here):
    (here / "my_race.py").write_text("mine")
    code, _, err = gilrace("new")
    assert code == 2
    assert "my_race.py is there already" in err
    assert (here / "my_race.py").read_text() == "mine"
    assert not (here / "my-race.yaml").exists()


@pytest.mark.parametrize("name", ["json", "class", "../out", "", "9lives"])
def test_new_refuses_names_that_python_could_not_import(name):
    assert "Error" in repr(CliRunner().invoke(new_cmd.command, [name]).exception)


def test_a_function_is_raced_without_a_file(gilrace, here):
    (here / "mine_raced.py").write_text(
        "import asyncio\ndef work(item, add=0):\n    return item + add\n"
        "async def awork(item, add=0):\n    return item + add\n"
    )
    code, out, err = gilrace(
        "race", "./mine_raced.py:work", "--items", "20", "--async-twin", "./mine_raced.py:awork",
        "--rounds", "1", "--set", "add=3", "--json", "-", "--quiet",
    )  # fmt: skip
    assert code == 0, err
    document = json.loads(out)
    assert [lane["id"] for lane in document["lanes"]] == ["sequential", "threads", "processes", "asyncio"]
    assert document["expectations"][0]["status"] == "pass"
    assert document["scenario"]["workload"]["settings"] == {"add": 3}


def test_a_lambda_is_refused_before_the_clock_starts_with_its_fix(gilrace, here):
    (here / "mine_lambda.py").write_text("work = lambda item: item\n")
    code, out, err = gilrace("race", "./mine_lambda.py:work")
    assert code == 2
    assert out == ""
    assert "write `def work(item):`" in err
    assert "--lanes sequential,threads" in err
    assert "heat" not in err


def test_an_unknown_function_brings_the_nearest_one(gilrace, here):
    (here / "mine_named.py").write_text("def work(item): ...\n")
    code, _, err = gilrace("race", "./mine_named.py:wrok")
    assert code == 2
    assert "did you mean work?" in err


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("200", 200),
        ("0:100", {"range": [0, 100]}),
        ("0:100:-5", {"range": [0, 100, -5]}),
        ("./mine.py:urls", {"call": "./mine.py:urls"}),
        ("data/*.csv", {"glob": "data/*.csv"}),
    ],
)
def test_items_are_a_count_a_range_files_or_a_function(text, items):
    assert items_of(text) == items


def test_files_may_be_named_from_the_root(here):
    (here / "texts").mkdir()
    assert items_of(f"{here}/texts/*.txt") == {"glob": "texts/*.txt"}


def test_a_file_without_a_function_brings_those_it_has(here):
    (here / "mine_listed.py").write_text("def load(item): ...\ndef _part(): ...\nasync def save(item): ...\n")
    with pytest.raises(InputError) as error:
        place_of("./mine_listed.py")
    assert error.value.advice == "Write ./mine_listed.py:load or ./mine_listed.py:save."


@pytest.mark.parametrize("words", [("check",), ("run", "--rounds", "1", "--lanes", "sequential,asyncio")])
def test_a_scenario_of_ones_own_is_looked_over_and_lanes_meant_to_fail_are_not(gilrace, here, words):
    (here / "mine_read.py").write_text("work = lambda item: item\nasync def twin(item):\n    return item\n")
    lanes = "lanes: [sequential, processes, asyncio]\nrounds: 1\n"
    work = 'workload: {use: "./mine_read.py:work", async: "./mine_read.py:twin", items: 3}\n'
    (here / "mine.yaml").write_text(work + lanes)
    command, *rest = words
    code, out, err = gilrace(command, "mine.yaml", *rest, *(["--trust"] if command == "run" else []))
    assert code == 0, err
    assert "mine_read.py:2: twin never awaits" in out + err
    assert ("work is a lambda" in out + err) is (command == "check")  # that lane does not race
    (here / "mine.yaml").write_text(f"{work}{lanes}expect: [fails: processes]\n")
    assert "lambda" not in "".join(gilrace("check", "mine.yaml")[1:])


def test_the_first_error_of_the_items_is_told_with_how_many_there_were(gilrace, here):
    (here / "mine_raising.py").write_text("def work(item):\n    return 1 / (item % 2)\n")
    code, out, err = gilrace(
        "race", "./mine_raising.py:work", "--items", "4", "--rounds", "1", "--lanes", "threads", "-q"
    )
    assert code == 0, err
    assert "T threads: 2 items raised an error; item 0: ZeroDivisionError: division by zero" in out


def test_a_folder_of_files_can_be_the_items(here):
    (here / "texts").mkdir()
    assert items_of("texts") == {"glob": "texts/*"}


def test_words_that_mean_nothing_are_errors_that_say_what_to_write():
    for call, text in ((items_of, "many"), (place_of, "mine.py"), (settings_of, ("loops",))):
        with pytest.raises(InputError) as error:
            call(text)
        assert error.value.advice


def test_a_race_from_words_keeps_the_rules_of_files(here):
    (here / "mine_ruled.py").write_text("def work(item): ...\n")
    content = written("./mine_ruled.py:work", 10, lanes=[{"processes": {"workers": 1000}}], settings={"x": 1})
    with pytest.raises(InputError) as error:
        scenario_of(content, here)
    assert "1000 processes are too many" in str(error.value)
    assert "no parameter 'x'" in str(error.value)


def test_the_tour_lists_its_course_and_races_nothing(gilrace, here):
    code, out, err = gilrace("tour", "--list")
    assert code == 0
    assert "1. Waiting" in out
    assert "io-two-sleeps" in out
    assert err == ""


def test_the_tour_asks_races_tells_why_and_ends_at_q(monkeypatch):
    raced = []
    monkeypatch.setattr(tour_cmd, "_race", lambda scenario, rounds, plain: raced.append(scenario.name) or 0)
    done = CliRunner().invoke(tour_cmd.command, ["--from", "io-sleep"], input="\ns\nq\n")
    assert done.exit_code == 0
    assert raced == ["io-sleep"]
    assert "Guess: Twenty threads" in done.stderr
    assert "Why: about 0.1 seconds" in done.stderr


def test_the_tour_without_questions_visits_every_station_and_fails_as_its_gravest_race(monkeypatch):
    codes = iter([0, 1, 0, 4] + [0] * 100)
    monkeypatch.setattr(tour_cmd, "_race", lambda *_: next(codes))
    done = CliRunner().invoke(tour_cmd.command, ["--yes", "--chapter", "1"])
    assert done.exit_code == 4


def test_the_tour_names_the_nearest_station_for_an_unknown_one(gilrace):
    code, _, err = gilrace("tour", "--from", "cpu-prime")
    assert code == 2
    assert "did you mean cpu-primes?" in err


def test_the_guide_sets_rule_and_measurement_side_by_side(gilrace, here):
    path = here / "io-fetch-100.yaml"
    path.write_text(
        "name: io-fetch-100\nworkload: {use: sleep, items: 40, settings: {seconds: 0.01}}\nrounds: 1\n"
        "lanes: [sequential, {threads: {workers: 2}}, {asyncio: {limit: 40}}]\n"
    )
    assert gilrace("run", path, "--record", here / "a.race", "-q")[0] == 0
    code, out, _ = gilrace("guide", here / "a.race")
    row = next(line for line in out.splitlines() if "`io-fetch-100`" in line)
    assert code == 0
    assert "| agree" in row
    assert "asyncio" in row.split("|")[4]
    assert "not raced here yet" in next(line for line in out.splitlines() if "cpu-primes" in line)
    assert gilrace("guide")[1] == out  # the same race, from the history


def test_the_guide_says_when_the_rule_of_thumb_is_wrong_here(gilrace, here):
    path = here / "files-read.yaml"
    path.write_text(
        "name: files-read\nworkload: {use: sum_squares, items: 2, settings: {numbers: 10}}\nrounds: 1\n"
        "lanes: [sequential, {threads: {workers: 20}}]\n"
    )
    assert gilrace("run", path, "--record", here / "a.race", "-q")[0] == 0
    row = next(line for line in gilrace("guide", here / "a.race")[1].splitlines() if "files-read" in line)
    assert "**disagree**: sequential was in front" in row


def test_the_guide_names_who_is_level_with_the_rule(gilrace, here):
    path = here / "files-read.yaml"
    path.write_text(
        "name: files-read\nworkload: {use: sleep, items: 10, settings: {seconds: 0.01}}\nrounds: 1\n"
        "lanes: [sequential, {threads: {workers: 10}}, asyncio]\n"
    )
    assert gilrace("run", path, "--record", here / "a.race", "-q")[0] == 0
    row = next(line for line in gilrace("guide", here / "a.race")[1].splitlines() if "files-read" in line)
    assert "| level with asyncio" in row or "asyncio was in front" in row


def test_the_guide_without_any_race_says_how_to_fill_it():
    done = CliRunner().invoke(guide_cmd.command, [], catch_exceptions=False)
    assert "`gilrace run scenarios` fills the table" in done.stdout


def test_a_folder_without_recordings_says_how_to_make_some(gilrace, here):
    code, _, err = gilrace("guide", here)
    assert code == 2
    assert "--record" in err


def test_the_guide_goes_between_its_marks_in_a_text(gilrace, here):
    page = here / "page.md"
    page.write_text(f"before\n{guide_cmd.BEGIN}\nthe one before\n{guide_cmd.END}\nafter\n")
    assert gilrace("guide", "--into", page)[0] == 0
    text = page.read_text()
    assert text.startswith(f"before\n{guide_cmd.BEGIN}\n| Work |")
    assert text.endswith(f"{guide_cmd.END}\nafter\n")
    assert "the one before" not in text
    page.write_text("no marks")
    code, _, err = gilrace("guide", "--into", page)
    assert (code, page.read_text()) == (2, "no marks")
    assert guide_cmd.BEGIN in err
