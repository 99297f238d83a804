"""Crawling: fetch a page, find its links, fetch those, until the section of the site is known."""

from __future__ import annotations

import hashlib
from collections import deque
from typing import Any

from gilrace.lane.work import Workload
from gilrace.workloads.fetch import asetup, ateardown, prepare, setup, teardown

__all__ = ["SPEC", "acall", "asetup", "ateardown", "call", "prepare", "setup", "teardown"]

SPEC = Workload(
    name="crawl",
    summary="Crawl the sections of a generated web site, page by page.",
    kind="io",
    settings={"url": "", "client": "streams", "timeout_s": 30.0},
    default_items=24,
    server=True,
    packages=("aiohttp",),
)

Crawled = tuple[int, int, int, str]


class Section:
    """The pages of one section: those still to visit, and what was found."""

    def __init__(self, item: object) -> None:
        self.waiting = deque([f"page-{item}"])
        self.names: list[str] = []
        self.dead = 0
        self.size = 0
        self._digest = hashlib.sha256()

    def take(self, name: str, answer: Any, place: Any) -> None:
        """Note a page and the links on it, or that it leads nowhere. Raises NoAnswer."""
        from gilrace.workloads.http_answer import HttpStatus, body_of
        from gilrace.workloads.site_pages import links_of

        try:
            body = body_of(answer, place)
        except HttpStatus:
            self.dead += 1
            return
        self.names.append(name)
        self.size += len(body)
        self._digest.update(body)
        known = {*self.names, *self.waiting}
        self.waiting.extend(link for link in links_of(body) if link not in known)

    @property
    def found(self) -> Crawled:
        """Pages, dead links, bytes and SHA-256 of all pages in the order visited."""
        return len(self.names), self.dead, self.size, self._digest.hexdigest()


def call(item: object, url: str = "", client: str = "streams", timeout_s: float = 30.0) -> Crawled:
    """Pages, dead links, bytes and SHA-256 of section ``item``, a page after the other.

    Settings are those of `gilrace.workloads.fetch.call`. Raises NoAnswer or TimeoutError.
    """
    from gilrace.workloads.http_answer import place_of
    from gilrace.workloads.http_blocking import get

    section = Section(item)
    while section.waiting:
        name = section.waiting.popleft()
        place = place_of(url, name)
        section.take(name, get(place, timeout_s), place)
    return section.found


async def acall(item: object, url: str = "", client: str = "streams", timeout_s: float = 30.0) -> Crawled:
    """The same on an event loop: sections overlap, the pages of one follow each other."""
    from gilrace.workloads.http_answer import place_of
    from gilrace.workloads.http_waiting import get

    section = Section(item)
    while section.waiting:
        name = section.waiting.popleft()
        place = place_of(url, name)
        section.take(name, await get(place, client, timeout_s), place)
    return section.found
