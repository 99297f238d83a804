"""What the library's workloads compute, held against other ways of computing it."""

import hashlib
import math
import os
import select
import subprocess
import sys
import threading
import zlib

import pytest

from gilrace.errors import InputError, LaneError
from gilrace.workloads import (
    counter,
    crawl,
    crowd,
    descent,
    edges,
    fetch,
    handing_back,
    heartbeat,
    kitchen,
    load_module,
    parse,
    site_pages,
    ways,
    ways_to_ask,
)
from gilrace.workloads.origin_answers import Behaviour, reply_to

SOBEL = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))


def test_edges_are_those_of_sobels_kernels(tmp_path):
    width, rows = 17, 9
    with edges.prepare(tmp_path, rows, {"width": width}, None) as extra:
        source = extra["source"]
        made = [edges.call(item, width, source) for item in edges.items(rows)]
        picture = [edges.drawn(row, width) for row in range(rows)]

    def grey(row, column):
        return picture[max(0, min(row, rows - 1))][max(0, min(column, width - 1))]

    def strength(row, column):
        near = [(i, j) for i in range(3) for j in range(3)]
        across = sum(SOBEL[i][j] * grey(row + i - 1, column + j - 1) for i, j in near)
        down = sum(SOBEL[j][i] * grey(row + i - 1, column + j - 1) for i, j in near)
        return min(int(math.hypot(across, down)), 255)

    assert made == [bytes(strength(row, column) for column in range(width)) for row in range(rows)]


def test_edges_leave_a_picture_when_asked(tmp_path):
    (scratch := tmp_path / "scratch").mkdir()
    wished = {"width": 8, "picture": str(tmp_path / "edges.png")}
    with edges.prepare(scratch, 4, wished, None) as extra:
        rows = [edges.call(item, 8, extra["source"]) for item in edges.items(4)]
        edges.finish(rows, extra)
    assert (tmp_path / "edges.png").read_bytes().startswith(b"\x89PNG")
    assert not list(scratch.iterdir())


def test_gradient_descent_lowers_the_loss_and_follows_the_slope():
    data = descent.samples_of(3, 50)

    def loss(weights):
        shares = [(descent.predicted(weights, features), label) for features, label in data]
        return -sum(math.log(p if label else 1 - p) for p, label in shares) / len(data)

    start, end = [0.0] * 5, list(descent.call(3, samples=50, steps=50))
    assert loss(end) < 0.6 * loss(start)
    at = [0.3, -0.2, 0.1, 0.0, 0.4]
    for place, slope in enumerate(descent.gradient(at, data)):
        shifted = [weight + 1e-6 * (k == place) for k, weight in enumerate(at)]
        assert slope == pytest.approx((loss(shifted) - loss(at)) / 1e-6, abs=1e-4)


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_parsed_document_has_the_rows_that_were_written(tmp_path, kind):
    settings = {"format": kind, "rows": 30, "folder": ""}
    with parse.prepare(tmp_path, 8, settings, None) as extra:
        amounts = [row["amount"] for row in parse.rows_of(5, 30)]
        assert parse.call(13, **{**settings, **extra}) == (30, sum(amounts), max(amounts))


def test_a_document_format_that_is_unknown_is_refused_before_the_race(tmp_path):
    with pytest.raises(InputError, match="xml"), parse.prepare(tmp_path, 1, {"format": "xml"}, None):
        pass


def test_a_site_is_a_tree_and_each_page_links_to_those_below():
    links = site_pages.links_of(site_pages.page("page-7"))
    assert links == ["page-7-0", "page-7-1", "page-7-2"]
    assert site_pages.links_of(site_pages.page("page-7-0-2")) == []
    assert not site_pages.is_page("page-") and not site_pages.is_page("7")


def test_the_origin_serves_the_pages_of_the_site():
    assert reply_to("page-7-1", Behaviour()).body == site_pages.page("page-7-1")


def test_a_crawl_finds_every_page_of_its_section_and_counts_dead_links(quick_origin):
    url = f"{quick_origin.url}/{{item}}?error_rate=0"
    pages, dead, size, digest = crawl.call(7, url)
    names = [
        "page-7",
        *(f"page-7-{a}" for a in range(3)),
        *(f"page-7-{a}-{b}" for a in range(3) for b in range(3)),
    ]
    assert (pages, dead) == (13, 0)
    content = b"".join(site_pages.page(name) for name in names)
    assert (size, digest) == (len(content), hashlib.sha256(content).hexdigest())
    found = [crawl.call(section, f"{quick_origin.url}/{{item}}") for section in range(8)]
    assert sum(one[1] for one in found) > 0
    crawl.teardown()


@pytest.mark.parametrize("how", handing_back.WAYS)
def test_parts_arrive_whole_in_every_way_and_a_missing_one_is_noticed(tmp_path, how):
    with handing_back.prepare(tmp_path, 4, {"kilobytes": 2}, None) as extra:
        settings = {"how": how, "kilobytes": 2, **extra}
        handing_back.setup(**settings)
        results = [handing_back.call(item, **settings) for item in range(4)]
        handing_back.finish(results, settings)
        assert results == [(item, zlib.crc32(handing_back.part_of(item, 2))) for item in range(4)]
        with pytest.raises(LaneError, match="item 1 did not arrive"):
            made = [handing_back.call(0, **settings)]
            handing_back.finish([made[0], (1, b"")], settings)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("how", ways.WAYS)
def test_a_job_has_the_same_results_in_whatever_way_it_is_done(how):
    assert ways.call(3, how, pieces=3, workers=2, numbers=5) == [49, 64, 81]


@pytest.mark.parametrize("how", ways.WAYS)
def test_a_job_of_requests_has_the_same_answers_in_whatever_way_they_are_made(how, quick_origin):
    url = f"{quick_origin.url}/{{item}}?error_rate=0"
    singly = [fetch.call(item, url) for item in (3, 4, 5)]
    fetch.teardown()
    assert {status for status, _, _ in singly} == {200}
    assert ways_to_ask.call(1, url, how, pieces=3, workers=2) == singly


@pytest.fixture
def fresh_counter(monkeypatch):
    monkeypatch.setattr(counter, "_total", 0)
    return counter


@pytest.mark.parametrize("how", ["lock", "lock_once", "queue"])
def test_a_guarded_counter_is_right_with_four_threads(fresh_counter, how):
    def work():
        counter.setup(how)
        counter.call(0, how, 3_000)
        counter.teardown()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counter.finish([None] * 4, {"adds": 3_000})


def test_a_counter_that_lost_something_has_no_result(fresh_counter):
    counter.call(0, "lock", 10)
    with pytest.raises(LaneError, match="10 after 30 additions: 20 were lost"):
        counter.finish([None] * 3, {"adds": 10})


def test_the_shared_oven_bakes_one_tier_at_a_time(monkeypatch):
    inside, most = 0, 0

    def nap(seconds):
        nonlocal inside, most
        if seconds == 7:  # baking
            inside += 1
            most = max(most, inside)
            met.wait(0.01)
            inside -= 1

    met = threading.Event()
    monkeypatch.setattr(kitchen.time, "sleep", nap)
    threads = [threading.Thread(target=kitchen.call, args=(item, 0, 7, 1)) for item in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert kitchen.tier(7) == "cake 3, middle tier"


def test_what_computes_beside_a_heartbeat_is_gone_afterwards():
    before = threading.active_count()
    heartbeat.setup(beside="thread", switch_s=0.001)
    assert threading.active_count() == before + 1
    heartbeat.teardown()
    assert threading.active_count() == before
    heartbeat.setup(beside="process")
    child = heartbeat._companion
    heartbeat.teardown()
    assert child.returncode == -9
    with pytest.raises(ValueError, match="choose from nothing, thread, process"):
        heartbeat.setup(beside="task")


def test_a_crowd_is_of_strangers_and_is_gone_afterwards():
    crowd.setup(others=0)
    others = [crowd._start(), crowd._start()]
    assert [os.getpgid(pid) for pid in others] == others
    crowd.teardown()
    assert [os.waitpid(pid, 0)[1] for pid in others] == [0, 0]
    with pytest.raises(ValueError, match="at most 4"):
        crowd.setup(others=5)


@pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="only a process descriptor tells that a stranger ended"
)
def test_a_crowd_does_not_outlive_a_worker_that_is_killed():
    program = "from gilrace.workloads import crowd; print(crowd._start(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as worker:
        other = os.pidfd_open(int(worker.stdout.readline()))
        try:
            assert not select.select([other], [], [], 0)[0]
            worker.kill()
            assert select.select([other], [], [], 20)[0]
        finally:
            os.close(other)


def test_a_crowd_ends_by_itself_though_its_worker_goes_on():
    program = [sys.executable, "-I", "-S", "-c", crowd.OTHER, "0.05"]
    with subprocess.Popen(program, stdin=subprocess.PIPE) as other:
        assert other.wait(20) == 0


def test_a_pipeline_computes_the_same_here_and_in_its_pool(quick_url):
    pipeline = load_module("pipeline")
    settings = {"url": quick_url, "passes": 2}
    items = [item for item in range(12) if reply_to(str(item), Behaviour(error_rate=0.25)).status == 200][:3]
    pipeline.setup(**settings, compute="processes", processes=1)
    try:
        pooled = [pipeline.call(item, **settings, compute="processes") for item in items]
    finally:
        pipeline.teardown()
    assert pooled == [pipeline.call(item, **settings) for item in items]
    with pytest.raises(ValueError, match="choose here or processes"):
        pipeline.setup(compute="elsewhere")
