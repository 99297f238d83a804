"""Scenarios that run code: those of one's own and those that came along run, others are asked about once."""

import json
import os
import subprocess
import sys

import pexpect
import pytest

from gilrace.errors import InputError
from gilrace.own import trust
from gilrace.own.reach import deeds
from gilrace.race.plan import Options
from gilrace.race.session import RaceSession
from gilrace.scenario import find, load


def gilrace(*words, **more):
    return subprocess.run(
        [sys.executable, "-m", "gilrace", *map(str, words)],
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL, timeout=100, **more,
    )  # fmt: skip


def written(folder, text, name="s.yaml"):
    path = folder / name
    path.write_text(text)
    return load(path)


RACE = "lanes: [sequential]\nrounds: 1\n"


def test_a_file_from_elsewhere_is_refused_with_its_deeds_and_a_way_out_where_nobody_can_be_asked(
    here, elsewhere, planted
):
    path, mark = planted(elsewhere)
    told = gilrace("run", path, "--no-history")
    assert told.returncode == 2
    assert "runs ./evil.py:work" in told.stderr
    assert "outside of the folder you are in" in told.stderr
    assert "--trust" in told.stderr
    assert "Traceback" not in told.stderr
    assert not mark.exists()


def test_trust_on_the_command_line_runs_it_and_is_remembered_until_the_code_changes(here, elsewhere, planted):
    path, mark = planted(elsewhere)
    assert gilrace("run", path, "--trust", "--no-history", "-q").returncode == 0
    assert mark.exists()
    mark.unlink()
    assert gilrace("run", path, "--no-history", "-q").returncode == 0
    assert mark.exists()
    mark.unlink()
    (elsewhere / "evil.py").write_text((elsewhere / "evil.py").read_text() + "\n# another\n")
    assert gilrace("run", path, "--no-history", "-q").returncode == 2
    assert not mark.exists()


def test_the_switch_before_the_command_counts_and_an_environment_for_ci_as_well(here, elsewhere, planted):
    path, mark = planted(elsewhere)
    assert (
        gilrace("run", path, "-q", "--no-history", env={**os.environ, "GILRACE_TRUST": "1"}).returncode == 0
    )
    assert mark.exists()
    assert not trust.place().exists()
    assert gilrace("--trust", "run", path, "-q", "--no-history").returncode == 0
    assert trust.place().exists()


@pytest.mark.parametrize(("answer", "code", "ran"), [("y", 0, True), ("f", 0, True), ("n", 130, False)])
def test_at_a_terminal_the_person_is_asked_once(here, elsewhere, planted, answer, code, ran):
    path, mark = planted(elsewhere)
    command = ["-m", "gilrace", "run", str(path), "--plain", "--no-history"]
    child = pexpect.spawn(sys.executable, command, timeout=20, encoding="utf-8")
    child.expect("it runs ./evil.py:work")
    child.expect("Let it")
    child.sendline(answer)
    child.expect(pexpect.EOF)
    child.close()
    assert (child.exitstatus, mark.exists()) == (code, ran)
    again = gilrace("run", path, "-q", "--no-history")
    assert again.returncode == (0 if ran else 2)


def test_a_folder_that_is_trusted_may_change(here, elsewhere, planted):
    path, _ = planted(elsewhere)
    found = trust.doubt(load(path))
    assert trust.allow(found, trust.FOLDER) == ""
    (elsewhere / "evil.py").write_text("def work(item):\n    return item + 1\n")
    assert trust.doubt(load(path)) is None
    assert json.loads(trust.place().read_text()) == [str(elsewhere)]


def test_what_is_yours_and_where_you_are_runs_without_a_question(here, planted):
    path, mark = planted(here)
    assert gilrace("run", path.name, "-q", "--no-history").returncode == 0
    assert mark.exists()


def test_a_folder_below_runs_and_one_above_asks(here, tmp_path, planted):
    below, _ = planted(here / "races")
    assert trust.doubt(load(below)) is None
    above, _ = planted(tmp_path)
    assert "outside" in trust.doubt(load(above)).reason


def test_new_files_of_gilraces_own_are_trusted_wherever_they_are(tmp_path, here):
    home = tmp_path / "home"
    assert gilrace("new", "tiny", cwd=home).returncode == 0
    module = home / "tiny.py"
    module.write_text(module.read_text() + "\n# changed by the person\n")
    assert trust.doubt(load(home / "tiny.yaml")) is None


def test_a_home_folder_is_no_project(tmp_path, monkeypatch, planted):
    home = tmp_path / "home"
    monkeypatch.chdir(home)
    beside, _ = planted(home)
    assert trust.doubt(load(beside)) is None
    deeper, _ = planted(home / "somewhere")
    assert "outside" in trust.doubt(load(deeper)).reason


def test_downloads_are_from_elsewhere_even_where_one_stands_in_them(tmp_path, monkeypatch, planted):
    folder = tmp_path / "home" / "Downloads"
    path, _ = planted(folder)
    monkeypatch.chdir(folder)
    assert trust.doubt(load(path)).reason == "it was downloaded"


def test_a_mark_of_a_download_on_the_file_or_on_its_code_asks(here, planted):
    path, _ = planted(here)
    try:
        os.setxattr(here / "evil.py", "user.xdg.origin.url", b"http://somewhere.example/evil.py")
    except OSError:
        pytest.skip("this file system keeps no marks")
    assert trust.doubt(load(path)).reason == "it was downloaded"


def test_a_file_that_others_may_write_asks_and_so_does_one_in_a_folder_that_they_may_write(here, planted):
    path, _ = planted(here)
    path.chmod(0o666)
    assert "others may write evil.yaml" in trust.doubt(load(path)).reason
    path.chmod(0o644)
    (here / "evil.py").chmod(0o646)
    assert "others may write evil.py" in trust.doubt(load(path)).reason
    (here / "evil.py").chmod(0o644)
    here.chmod(0o777)
    assert "others may write" in trust.doubt(load(path)).reason
    here.chmod(0o755)
    assert trust.doubt(load(path)) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_file_of_somebody_else_asks(here, planted):
    path, _ = planted(here)
    os.chown(here / "evil.py", 12345, -1)
    assert "evil.py belongs to somebody else" in trust.doubt(load(path)).reason


def test_a_link_into_ones_own_folder_is_judged_by_where_it_leads(here, elsewhere, planted):
    path, _ = planted(elsewhere)
    planted(here)
    link = here / "mine.yaml"
    link.symlink_to(path)
    assert "outside" in trust.doubt(load(link)).reason


def test_code_outside_of_the_folder_asks_although_the_file_is_ones_own(here, elsewhere, planted):
    planted(elsewhere)
    use = os.path.relpath(elsewhere / "evil.py", here)
    scenario = written(here, f"workload: {{use: '{use}:work', items: 1}}\n{RACE}")
    assert "outside" in trust.doubt(scenario).reason


def test_built_in_work_asks_nothing_wherever_its_file_is(here, elsewhere):
    scenario = written(elsewhere, f"workload: {{use: primes, items: 2}}\n{RACE}")
    assert deeds(scenario) == ()
    assert trust.doubt(scenario) is None


def test_no_shipped_scenario_asks():
    for path in find():
        assert trust.doubt(load(path)) is None, path


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        (f"workload: {{use: 'os:system', items: ['true']}}\n{RACE}", "runs os:system"),
        ("workload: {use: primes, items: 2}\nlanes: [sequential: {python: ./py}]\n", "starts ./py"),
        ("workload: {use: primes, items: 2}\nlanes: [sequential: {python: sh}]\n", "starts sh"),
        (f"workload: {{use: fetch, url: 'http://example.org/'}}\n{RACE}", "sends requests to"),
        (
            f"workload: {{use: fetch, settings: {{url: 'http://127.0.0.1.example.org/'}}}}\n{RACE}",
            "sends requests to",
        ),
        (f"workload: {{use: mandelbrot, settings: {{picture: /tmp/x.png}}}}\n{RACE}", "writes /tmp/x.png"),
        (
            "workload: {use: mandelbrot}\nlanes: [threads: {settings: {picture: /tmp/x.png}}]\n",
            "writes /tmp/x.png",
        ),
        (
            "workload: {use: handing_back, settings: {how: manager}}\n"
            "lanes: [threads: {settings: {port: 4711, key: ab}}]\n",
            "uses port 4711",
        ),
    ],
)
def test_all_that_reaches_out_of_built_in_work_is_seen(elsewhere, here, text, deed):
    found = trust.doubt(written(elsewhere, text))
    assert any(one.what.startswith(deed) for one in found.deeds), found.deeds


def test_a_race_that_nobody_allowed_does_not_begin_whoever_starts_it(here, elsewhere, planted):
    path, mark = planted(elsewhere)
    session = RaceSession(load(path))
    session.start()
    assert session.join(20)
    assert isinstance(session.error, InputError)
    assert session.events() == []
    assert not mark.exists()
    session = RaceSession(load(path), Options(trusted=True))
    session.run()
    assert mark.exists()


def test_a_demo_from_elsewhere_is_not_even_loaded(here, elsewhere, tmp_path):
    mark = tmp_path / "mark"
    (elsewhere / "demo.py").write_text(f"open({str(mark)!r}, 'w').close()\ndef demo():\n    return None\n")
    path = elsewhere / "demo.yaml"
    path.write_text("demo: {use: ./demo.py}\n")
    told = gilrace("run", path)
    assert told.returncode == 2
    assert "runs ./demo.py:demo" in told.stderr
    assert not mark.exists()


@pytest.mark.parametrize("content", ["", "{}", "[1, null]", "\0", '["', '[""]', "[" * 5000])
def test_a_spoiled_memory_allows_nothing_and_breaks_nothing(here, elsewhere, planted, content):
    path, _ = planted(elsewhere)
    trust.place().parent.mkdir(parents=True)
    trust.place().write_text(content)
    assert trust.doubt(load(path)) is not None
    assert trust.allow(trust.doubt(load(path))) == ""
    trust._allowed.clear()
    assert trust.doubt(load(path)) is None


def test_where_nothing_can_be_remembered_the_answer_still_holds_for_now(
    here, elsewhere, planted, monkeypatch
):
    path, _ = planted(elsewhere)
    monkeypatch.setenv("XDG_STATE_HOME", "/dev/null/state")
    assert "not remembered" in trust.allow(trust.doubt(load(path)))
    assert trust.doubt(load(path)) is None


def test_checking_and_listing_run_nothing(here, elsewhere, planted):
    path, mark = planted(elsewhere)
    assert gilrace("check", path).returncode == 0
    assert gilrace("list", elsewhere).returncode == 0
    assert not mark.exists()


def test_plain_mode_asks_before_it_races(here, elsewhere, planted):
    path, mark = planted(elsewhere)
    for answer, ran in (("1\nq\n", False), ("2\nq\n", True)):
        told = subprocess.run(
            [sys.executable, "-m", "gilrace", "--plain", str(path)],
            input=answer, capture_output=True, text=True, check=False, timeout=100,
        )  # fmt: skip
        assert "It runs ./evil.py:work." in told.stdout
        assert mark.exists() is ran, told
