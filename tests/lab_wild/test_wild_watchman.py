"""The watchman on made-up looks: what is a deadlock, and what must never be called one."""

from __future__ import annotations

from typing import Any

import pytest

from gilrace.lab.wild.table import DEAD, OVER, RUNNING, ActorReading, Snapshot, ToolReading
from gilrace.lab.wild.watchman import Finding, Watchman

MS = 1_000_000


def actor(
    tool: int = -1, sequence: int = 1, until: int = 0, state: int = RUNNING, **counts: int
) -> ActorReading:
    values = {"done": 0, "tries": 0, "pid": 1, "tid": 1, "turns": 0, **counts}
    return ActorReading(sequence, tool, 5, until, state, **values)


def tool(holder: int, by_holder: bool = True, by_other: bool = False) -> ToolReading:
    return ToolReading(holder, 0, by_holder, by_other)


def look(
    t: int, actors: list[ActorReading], tools: dict[int, ToolReading] | None = None, epoch: int = 1
) -> Snapshot:
    return Snapshot(t, epoch, tuple(actors), tools or {})


def looks(*snapshots: Snapshot, **world: Any) -> list[Finding]:
    """All that is found in a row of looks."""
    watchman = Watchman(**world)
    return [found for snapshot in snapshots if (found := watchman.look(snapshot))]


RING = {7: tool(1), 8: tool(0)}  # actor 0 waits for 7, which 1 holds, and the other way round


def test_a_circle_counts_only_when_a_second_look_shows_the_same_waits() -> None:
    first = look(0, [actor(7), actor(8)], RING)
    assert looks(first) == []
    (found,) = looks(first, look(3 * MS, [actor(7), actor(8)], RING))
    assert found.kind == "circle"
    assert found.actors == (0, 1)


def test_a_circle_of_which_a_member_has_waited_anew_is_a_phantom() -> None:
    assert looks(look(0, [actor(7), actor(8)], RING), look(1, [actor(7), actor(8, sequence=3)], RING)) == []


def test_a_circle_is_told_once() -> None:
    same = look(0, [actor(7), actor(8)], RING)
    assert len(looks(*[same] * 5)) == 1


def test_a_wait_with_a_time_limit_is_no_edge_of_a_circle() -> None:
    same = look(0, [actor(7), actor(8, until=99)], RING)
    assert looks(*[same] * 5) == []


def test_a_lock_that_others_than_its_holder_release_has_no_owner() -> None:
    handed = {7: tool(1, by_other=True), 8: tool(0)}
    same = look(0, [actor(7), actor(8), actor()], handed)
    assert looks(*[same] * 5) == []


def test_a_lock_never_seen_released_by_its_holder_is_not_trusted_while_others_run() -> None:
    strange = {7: tool(0, by_holder=False)}
    waiting_for_itself = [actor(7), actor()]
    same = look(0, waiting_for_itself, strange)
    assert looks(*[same] * 5) == []
    alone = look(0, [actor(7), actor(state=OVER)], strange)
    assert [found.kind for found in looks(alone, alone)] == ["circle"]


def test_a_lock_whose_holder_died_is_an_orphan_and_no_circle() -> None:
    same = look(0, [actor(7), actor(state=DEAD)], {7: tool(1)})
    assert [found.kind for found in looks(same, same)] == ["orphan"]


def test_nobody_left_needs_proof_that_no_thread_ran_between_two_looks() -> None:
    same = look(0, [actor(7), actor(state=OVER)], {7: tool(-1)})
    still = frozenset({(1, "5/0")})
    assert [found.kind for found in looks(same, same, asleep=lambda pids: still, proof=True)] == [
        "nobody left"
    ]
    moves = iter(frozenset({(1, str(n))}) for n in range(9))
    assert looks(*[same] * 5, asleep=lambda pids: next(moves), proof=True) == []
    assert looks(*[same] * 5, asleep=lambda pids: None, proof=True) == []


def test_nobody_left_without_a_way_to_look_at_threads_takes_a_second_of_stillness() -> None:
    def at(t: int) -> Snapshot:
        return look(t, [actor(7)], {7: tool(-1)})

    assert looks(at(0), at(900 * MS), proof=False) == []
    assert [f.kind for f in looks(at(0), at(900 * MS), at(1001 * MS), proof=False)] == ["nobody left"]


def test_one_who_still_runs_may_wake_the_others() -> None:
    same = look(0, [actor(7), actor()], {7: tool(-1)})
    assert looks(*[same] * 5, asleep=lambda pids: frozenset(), proof=True) == []


def test_waits_of_another_chunk_are_other_waits() -> None:
    one, other = look(0, [actor(7), actor(8)], RING, epoch=1), look(1, [actor(7), actor(8)], RING, epoch=2)
    assert looks(one, other) == []


def trying(t: int, *tries: int, done: int = 0) -> Snapshot:
    return look(t, [actor(tries=count, done=done) for count in tries])


def test_everybody_trying_while_nothing_gets_done_is_a_livelock() -> None:
    (found,) = looks(trying(1, 0, 0), trying(50 * MS, 90, 90), trying(150 * MS, 200, 190))
    assert (found.kind, found.actors, found.tries) == ("livelock", (0, 1), 390)


@pytest.mark.parametrize(
    "second",
    [trying(150 * MS, 200, 0), trying(150 * MS, 200, 200, done=1), trying(50 * MS, 200, 200)],
    ids=["one does not try, as a slow holder", "something got done", "not for long enough"],
)
def test_trying_alone_is_no_livelock(second: Snapshot) -> None:
    assert looks(trying(1, 0, 0), second) == []


def test_one_who_asks_and_is_passed_over_starves() -> None:
    before = look(1, [actor(turns=10), actor(7, sequence=5)], {7: tool(-1)})
    after = look(120 * MS, [actor(turns=900), actor(7, sequence=5)], {7: tool(-1)})
    (found,) = looks(before, after)
    assert (found.kind, found.actors, found.turns) == ("starvation", (1,), 890)


def test_one_who_began_to_ask_late_is_seen_in_the_next_stretch() -> None:
    tools = {7: tool(-1)}
    early = look(1, [actor(turns=10), actor()])
    rows = [look(t * MS, [actor(turns=9 * t), actor(7, sequence=5)], tools) for t in (101, 202)]
    assert [found.kind for found in looks(early, *rows)] == ["starvation"]


def test_one_who_had_a_turn_does_not_starve() -> None:
    before = look(1, [actor(turns=10), actor(7, sequence=5)], {7: tool(-1)})
    after = look(120 * MS, [actor(turns=900), actor(7, sequence=9, turns=1)], {7: tool(-1)})
    assert looks(before, after) == []
