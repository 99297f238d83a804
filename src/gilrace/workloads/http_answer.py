"""What every HTTP client here shares: where to ask, what an answer is, and when it is a bad one.

The clients differ in how they wait, and in nothing else; they fail with the same errors.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import quote, urlsplit


class HttpStatus(Exception):  # noqa: N818 - shown to people as the item's error
    """The server answered, but not with success."""


class NoAnswer(Exception):  # noqa: N818 - shown to people as the item's error
    """No connection, or an answer that broke off or was changed on its way."""


@dataclass(frozen=True, slots=True)
class Place:
    """What to ask of whom."""

    secure: bool
    host: str
    port: int
    target: str  # path and query

    @property
    def server(self) -> tuple[bool, str, int]:
        """Whom a connection goes to."""
        return self.secure, self.host, self.port

    @property
    def authority(self) -> str:
        """``host:port``, as in a Host header."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"http{'s' if self.secure else ''}://{self.authority}{self.target}"


@dataclass(frozen=True, slots=True)
class Answer:
    """As it came."""

    status: int
    reason: str
    content_digest: str  # the header of that name, "" when there is none
    body: bytes


def place_of(url: str, item: object) -> Place:
    """Where an item is: at the item itself if that is an address, else at ``url`` with ``{item}`` filled in.

    Raises ValueError when there is no address.
    """
    if isinstance(item, str) and "://" in item:
        return _place(item)
    place = _place(url)
    if "{item}" not in place.target:
        return place
    return replace(place, target=place.target.replace("{item}", quote(str(item), safe="")))


@lru_cache
def _place(url: str) -> Place:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is no address; give `url: http://host:port/path` or a `server:`")
    secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(secure, parts.hostname, parts.port or (443 if secure else 80), target)


def body_of(answer: Answer, place: Place) -> bytes:
    """The body of a good answer. Raises HttpStatus, or NoAnswer where it is not what was sent (RFC 9530)."""
    if not 200 <= answer.status < 300:
        raise HttpStatus(f"{answer.status} {answer.reason} for {place.target}")
    if answer.content_digest.startswith("sha-256=") and answer.content_digest != content_digest(answer.body):
        raise NoAnswer(f"the body of {place.target} is not the one that was sent")
    return answer.body


def content_digest(body: bytes) -> str:
    """The Content-Digest header of a body (RFC 9530, SHA-256)."""
    return f"sha-256=:{b64encode(hashlib.sha256(body).digest()).decode()}:"
