"""HTTP/1.1 as text: a question to send, the head of an answer to read (RFC 9112)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gilrace.workloads.http_answer import Place

END_OF_HEAD = b"\r\n\r\n"


def question(place: Place) -> bytes:
    """The request's head."""
    lines = (f"GET {place.target} HTTP/1.1", f"Host: {place.authority}", "Accept-Encoding: identity", "", "")
    return "\r\n".join(lines).encode("latin-1")


def parsed(head: bytes) -> tuple[int, str, dict[str, str]]:
    """Status, reason and headers (names in lower case). Raises ValueError."""
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/1."):
        raise ValueError(f"{first[:40]!r} is no answer of HTTP/1.1")
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return int(rest[:3]), rest[4:], headers
