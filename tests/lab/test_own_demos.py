"""A demo in a file of one's own: what is wrong with it is said in a sentence, whatever its code does."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from gilrace.cli.explore_cmd import command
from gilrace.console.stepping import step_by_step
from gilrace.errors import InputError
from gilrace.lab.rehearsal.rehearsing import Rehearsing, described

OWN = """
from gilrace.lab.demo import Actor, Demo, Guard

class Till:
    money = 0

def setup(env):
    return env.share(Till(), "till")

def sell(till):
    till.money = till.money + 5

async def order(till):
    pass

def check(till, runs):
    return None if till.money == 5 * runs else f"{{till.money}} in the till"

{extra}

def demo():
    parts = dict(
        name="till", title="Till", summary="Ann and Bob sell.", setup=setup, check=check, guards=(),
        fails=("invariant",), actors=(Actor("Ann", sell), Actor("Bob", sell)),
    )
    parts.update({changes})
    return Demo(**parts)
"""

WRONG = {
    "check=None": "check is no function",
    "setup=3": "setup is no function",
    "kind='fibers'": "kind 'fibers' is unknown",
    "fails=('badness',)": "fails has 'badness', which is unknown",
    "actors=()": "from 1 to 26 actors, not 0",
    "actors=(Actor('Ann', sell), Actor('Ann', sell))": "two actors are called 'Ann'",
    "actors=(Actor('Ann', 3),)": "the body of Ann is no function",
    "actors=(Actor('Ann', sell, (1,)),)": "cannot be called with the world and 1 of its args",
    "actors=(Actor('Ann', order),)": "the body of Ann is async def, but the demo's kind is 'threads'",
    "kind='asyncio'": "the body of Ann is no coroutine",
    "guards=(Guard('lock', 'Locks.', (Actor('Ann', sell),)),)": "guard lock has other actors than the demo",
    "guards=(Guard('', 'Locks.', ()),)": "a guard has no name",
}


def written(folder: Path, extra: str = "", changes: str = "") -> str:
    path = folder / "till.py"
    path.write_text(OWN.format(extra=extra, changes=changes), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("changes", WRONG)
def test_what_is_wrong_with_a_demo_is_one_sentence(changes: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as raised:
        described(written(tmp_path, changes=changes))
    assert WRONG[changes] in raised.value.message
    assert "till.py" in raised.value.message


def test_a_missing_check_is_named_with_all_that_a_demo_needs(tmp_path: Path) -> None:
    path = Path(written(tmp_path))
    path.write_text(path.read_text().replace("check=check, ", ""), encoding="utf-8")
    with pytest.raises(InputError, match="argument: 'check'") as raised:
        described(str(path))
    assert "a Demo needs name, title, summary, actors, setup, check" in raised.value.advice


def test_a_file_is_never_imported_by_the_process_that_shows_it(tmp_path: Path) -> None:
    demo = described(written(tmp_path, extra="print('noise')"))
    assert (demo.name, [actor.name for actor in demo.actors]) == ("till", ["Ann", "Bob"])
    assert "gilrace_demo_till" not in sys.modules


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ("while True: pass", r"<module>\(\) in .*till\.py, line \d+, has gone on for 0\.5 s without an end"),
        ("raise SystemExit(3)", "cannot be loaded: SystemExit: 3"),
        ("import os; os._exit(0)", "the demo's process has ended"),
        ("import nothing_like_it", "ModuleNotFoundError: No module named 'nothing_like_it'"),
    ],
)
def test_an_import_that_does_not_come_back_is_told(extra: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words), Rehearsing(written(tmp_path, extra), None, 0.5):
        pass


def test_what_a_demo_prints_is_not_part_of_the_json(tmp_path: Path) -> None:
    extra = "import os\nprint('noise')\nos.system('echo noise')\nprint_it = print\n"
    file = Path(written(tmp_path, extra))
    file.write_text(file.read_text().replace("def sell(till):", "def sell(till):\n    print('sold')"))
    said = CliRunner().invoke(command, [str(file), "--json"], catch_exceptions=False)
    assert json.loads(said.stdout)["failing"] == 4
    assert not said.stderr


@pytest.mark.parametrize("status", [0, 2])
def test_a_body_that_ends_the_process_is_told(status: int, tmp_path: Path) -> None:
    file = Path(written(tmp_path))
    leaving = f"def sell(till):\n    import os\n    os._exit({status})"
    file.write_text(file.read_text().replace("def sell(till):", leaving))
    with pytest.raises(InputError, match=f"ended its process with exit code {status}"):
        CliRunner().invoke(command, [str(file)], catch_exceptions=False)


def test_a_failure_that_needs_no_step_has_no_empty_schedule(tmp_path: Path) -> None:
    file = written(tmp_path, "def sell(till):\n    raise ValueError('closed')")
    said = CliRunner().invoke(command, [file], catch_exceptions=False).stdout
    assert "exception: Ann raised ValueError: closed, in 1 interleaving. It needs no step" in said
    assert "step by step" not in said


def test_a_check_that_raises_is_told_with_what_it_raised(tmp_path: Path) -> None:
    file = written(tmp_path, "def check(till, runs):\n    raise KeyError('x')")
    said = CliRunner().invoke(command, [file], catch_exceptions=False).stdout
    assert "invariant: the check raised KeyError: 'x'" in said


def test_stepping_in_sentences_plays_the_file_elsewhere(tmp_path: Path) -> None:
    answers, said = ["1", "2", "1", "2", ""], list[str]()
    step_by_step(described(written(tmp_path)), lambda _: answers.pop(0), said.append)
    assert "invariant: 5 in the till." in said
    assert "gilrace_demo_till" not in sys.modules
