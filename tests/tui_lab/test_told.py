"""What is worked out of a story: histories, old copies, pairs, preemptions, repeated moments, rings."""

import pytest
from lab_worlds import BANK, LOCKS, story_of

from gilrace.lab.demos import load
from gilrace.lab.explore.story import tell
from gilrace.tui.lab.told import (
    Change,
    comment,
    deed,
    focus,
    histories,
    old_copies,
    pair,
    preemptions,
    seen_before,
)


def test_a_history_says_who_wrote_which_value():
    past = histories(story_of(BANK, "ABBA"), 4)
    assert past == {"account.balance": (Change(-1, "0"), Change(1, "1"), Change(0, "1"))}


def test_a_history_knows_nothing_of_later_steps():
    assert histories(story_of(BANK, "ABBA"), 2) == {"account.balance": (Change(-1, "0"),)}


def test_whoever_read_before_a_write_holds_an_old_copy_until_it_has_written():
    story = story_of(BANK, "ABBA")
    assert [old_copies(story, at) for at in range(5)] == [{}, {}, {}, {0: ("account.balance",)}, {}]


def test_nobody_holds_an_old_copy_when_nothing_is_mixed():
    story = story_of(BANK, "AABB")
    assert not any(old_copies(story, at) for at in range(5))


def test_the_pair_is_the_last_step_and_what_it_collides_with():
    story = story_of(BANK, "ABBA")
    assert pair(story, 2) is None  # two reads do not collide
    assert pair(story, 3) == (0, 2)
    assert pair(story, 4) == (2, 3)


def test_leaving_somebody_who_could_go_on_is_a_preemption_and_leaving_the_blocked_or_ended_is_none():
    assert preemptions(story_of(BANK, "AABB"), 4) == 0
    assert preemptions(story_of(BANK, "ABBA"), 4) == 1
    assert preemptions(story_of(BANK, "ABAB"), 4) == 2
    assert preemptions(story_of(LOCKS, "AB"), 2) == 1


def test_a_step_reads_as_a_deed():
    story = story_of(BANK, "ABBA")
    assert [deed(step) for step in story.steps] == [
        "reads account.balance → 0",
        "reads account.balance → 0",
        "writes account.balance ← 1",
        "writes account.balance ← 1",
    ]


@pytest.mark.parametrize(
    ("file", "schedule", "at", "says"),
    [
        (BANK, "", 0, "Who goes on? 1 Ann, 2 Bob"),
        (BANK, "ABBA", 3, "its write will overwrite a newer one"),
        (BANK, "ABBA", 4, "invariant: 2 deposits were made, but the balance is 1."),
        (BANK, "AABB", 4, "All is well at the end."),
        (BANK, "AAB", 3, "Only 2 Bob can go on."),
        (LOCKS, "AB", 2, "deadlock: Ann waits for ruler (held by Bob)"),
    ],
)
def test_the_comment_says_what_to_notice(file, schedule, at, says):
    assert says in comment(story_of(file, schedule), at)[0]


def test_the_actor_looked_at_is_the_one_who_moves_next():
    story = story_of(BANK, "ABBA")
    assert [focus(story, at) for at in range(5)] == [0, 1, 1, 0, 0]


def test_a_livelock_is_seen_when_everything_is_as_it_was():
    loop = "AABB(" + "ABAABB" * 4 + ")"
    story = tell(load("corridor"), loop)
    assert seen_before(story, 4) is None
    assert seen_before(story, len(story.steps)) is not None
    assert "can repeat for ever" in comment(story, len(story.steps))[0]
