"""The track: what one side stores the other side reads, across processes."""

import os
import subprocess
import sys

import pytest

from gilrace.lane import track as layout
from gilrace.lane.claims import LocalClaims, TrackClaims, fair_share
from gilrace.lane.marks import Mark, run_slice
from gilrace.lane.parcel import Parcel
from gilrace.lane.track import Track
from gilrace.lane.work import ItemError


@pytest.fixture
def track():
    track = Track.create(3)
    yield track
    track.close()


def test_marks_of_one_worker_do_not_touch_its_neighbours(track):
    mark = Mark(track, 1)
    mark.ready()
    mark.item(7, 100, 250)
    mark.failed(2)
    assert track.done() == (0, 1, 0)
    assert track.worker(1).failed == 2
    assert track.worker(1).pid == os.getpid()
    assert list(track.spans(1)) == [(7, 1, 100, 250)]
    assert list(track.spans(0)) == list(track.spans(2)) == []


def test_every_worker_owns_whole_cache_lines(track):
    assert layout.WORD * layout.BLOCK_WORDS % 64 == 0
    assert layout.WORD * layout.HEAD_WORDS % 64 == 0
    assert layout.INVOLUNTARY < layout.BLOCK_WORDS


def test_spans_beyond_the_room_are_left_out_not_written_over_the_neighbour(track):
    mark = Mark(track, 0)
    mark.room = 2
    for index in range(5):
        mark.item(index, index, index + 1)
    assert track.worker(0).done == 5
    assert list(track.spans(0)) == [(0, 1, 0, 1), (1, 1, 1, 2)]
    assert list(track.spans(1)) == []


def test_with_many_items_only_every_stride_th_is_kept():
    track = Track.create(1)
    try:
        track.set_items(layout.TOTAL_SPANS * 3)
        mark = Mark(track, 0)
        for index in range(9):
            mark.item(index, 0, 1)
        assert [span[0] for span in track.spans(0)] == [0, 3, 6]
        assert track.done() == (9,)
    finally:
        track.close()


CHILD = """
import sys
sys.path.insert(0, sys.argv[2])
from gilrace.lane.claims import TrackClaims
from gilrace.lane.track import Track
track = Track.attach(int(sys.argv[1]))
claims = TrackClaims(track, 20_000, 4)
track.next_arrival()
track.pass_gate()
mine = 0
while (taken := claims.take(5)[1]):
    mine += taken
print(mine)
"""


def test_processes_that_claim_from_one_track_share_every_item_exactly_once(track):
    import gilrace

    source = os.path.dirname(os.path.dirname(gilrace.__file__))
    track.close_gate()
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, str(track.fd), source],
            pass_fds=(track.fd,),
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    track.open_gate()
    taken = [int(child.communicate()[0]) for child in children]
    assert sum(taken) == 20_000
    assert track.words[layout.ARRIVED] == 4


def test_a_claim_shrinks_as_the_end_comes_near():
    assert fair_share(1000, 100_000, 2) == 1000
    assert fair_share(1000, 400, 2) == 100
    assert fair_share(1000, 1, 2) == 1
    assert fair_share(1000, 0, 2) == 0


def test_local_claims_cover_the_range_in_order():
    claims = LocalClaims(10, 1)
    assert [claims.take(4), claims.take(4), claims.take(4), claims.take(4)] == [
        (0, 4),
        (4, 4),
        (8, 2),
        (10, 0),
    ]


def test_track_claims_start_where_the_last_ended(track):
    claims = TrackClaims(track, 100, 1)
    assert claims.take(10) == (0, 10)
    assert TrackClaims(track, 100, 1).take(10) == (10, 10)


@pytest.mark.parametrize("items", [list(range(1000)), range(1000), ["x" * 100_000] * 9, list("abc"), []])
def test_a_parcel_gives_back_what_was_written_in_any_slices(track, items):
    Parcel.write(track, items)
    if not items:
        return
    parcel = Parcel.open(track)
    assert list(parcel[0 : len(items)]) == list(items)
    back = []
    for first in range(0, len(items), 7):
        back += parcel[first : min(first + 7, len(items))]
    assert back == list(items)


def test_large_items_are_put_in_small_blocks(track):
    pieces = Parcel.write(track, ["x" * 100_000] * 9)
    assert len(pieces) == 9


@pytest.mark.parametrize("fine", [True, False])
def test_an_item_that_raises_is_a_result_and_the_others_go_on(track, fine):
    def call(item):
        if item == 2:
            raise ValueError("two")
        return item * 10

    mark = Mark(track, 0)
    mark.fine = fine
    values = run_slice(call, [1, 2, 3], 0, mark)
    assert values == [10, ItemError("ValueError", "two"), 30]
    assert (track.worker(0).done, track.worker(0).failed) == (3, 1)


def test_the_pace_aims_at_a_millisecond_and_grows_gently(track):
    mark = Mark(track, 0)
    mark.pace(1, 1_000)
    assert mark.count == 8
    assert not mark.fine
    for _ in range(9):
        mark.pace(mark.count, mark.count * 1_000)
    assert mark.count == 1000
    mark.pace(mark.count, mark.count * 50_000_000)
    assert mark.count == 1
    assert mark.fine
