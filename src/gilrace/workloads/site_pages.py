"""A generated web site: pages that link to pages, told by their names alone."""

from __future__ import annotations

import hashlib
import re

PAGE = re.compile(r"page-\d+(?:-\d+)*")
LINK = re.compile(r'href="(page-[\d-]+)"')
LINKS = 3  # on every page that is not at the bottom
DEPTH = 2


def is_page(name: str) -> bool:
    """Whether a name is one of this site's."""
    return PAGE.fullmatch(name) is not None


def page(name: str) -> bytes:
    """The page of a name such as ``page-4-1``: a title, some text, and links to what is below it."""
    number = hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
    deep = name.count("-") - 1
    below = [f"{name}-{place}" for place in range(LINKS)] if deep < DEPTH else []
    links = "".join(f'<li><a href="{target}">{target}</a></li>' for target in below)
    words = "".join(f"<p>{number} says {name}, paragraph {place}.</p>" for place in range(4))
    head = f"<head><title>{name} {number}</title></head>"
    return f"<html>{head}<body>{words}<ul>{links}</ul></body></html>".encode()


def links_of(content: bytes) -> list[str]:
    """The names a page links to, in order."""
    return LINK.findall(content.decode("utf-8", "replace"))
