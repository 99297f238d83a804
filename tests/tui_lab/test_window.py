"""The lines that matter: found in every demo, with every guard, without a hint in its source."""

from contextlib import ExitStack

import pytest
from lab_worlds import BANK, LOCKS

from gilrace.lab.demos import NAMES, load
from gilrace.lab.rehearsal.program import Desk
from gilrace.lab.rehearsal.records import demo_from, demo_record
from gilrace.tui.lab import listing, window

CASES = [(name, guard) for name in (*NAMES, BANK, LOCKS) for guard in ("", *load(name).guard_names)]


class Here:
    """A rehearsal without a process."""

    def __init__(self, kept, file):
        self.desk = Desk(kept)
        self.desk.answer({"do": "describe", "file": file, "actors": None})

    async def ask(self, do, patience_s=0, **arguments):
        return self.desk.answer({"do": do, **arguments})


async def lines(name, guard=""):
    demo = load(name)
    with ExitStack() as kept:
        told = await window.ask(Here(kept, demo.file), demo_from(demo_record(demo)), guard)
    shown = listing.read(demo.file)
    return {shown.line(number).strip(): words for number, words in told.items()}


@pytest.mark.parametrize(("name", "guard"), CASES)
async def test_every_demo_has_lines_that_matter(name, guard):
    assert await lines(name, guard)


async def test_a_race_is_marked_at_its_read_and_its_write():
    assert await lines(BANK) == {
        "balance = account.balance": "reads",
        "account.balance = int(balance) + 1": "writes",
    }


async def test_a_deadlock_is_marked_where_the_locks_are_taken():
    assert set((await lines(LOCKS)).values()) == {"takes"}
    assert await lines("self_deadlock") == {"with diary.lock:": "takes"}


async def test_with_a_lock_the_lines_are_those_inside_it():
    found = await lines("lost_update", "lock")
    assert found["with account.lock:"] == "takes"
    assert found["balance = account.balance"] == "reads"
