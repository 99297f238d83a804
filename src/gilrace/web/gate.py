"""Who may come in: only pages of our own, opened with the address that was printed.

A page on loopback can be reached by every page the browser has open. So the Host must be ours (a name that
somebody else resolves to 127.0.0.1 is not), the Origin of a socket must be ours, and a token that only the
printed address has must come first; a cookie carries it from then on.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass

COOKIE = "gilrace-projector"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What a request must have."""

    token: str
    port: int

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that are ours."""
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def knows(self, token: str) -> bool:
        """Whether it is the token."""
        return hmac.compare_digest(token.encode(errors="replace"), self.token.encode())

    def refusal(self, headers: Mapping[str, str], cookie: str, *, socket: bool) -> str:
        """Why not; empty when it may come in. ``cookie`` is what `COOKIE` says."""
        if headers.get("Host", "") not in self.hosts:
            return "this page has another name"
        origin = headers.get("Origin", "")
        if (origin or socket) and origin not in {f"http://{host}" for host in self.hosts}:
            return "another page asked"
        if not self.knows(cookie):
            return "open the address that `gilrace serve` printed: it has the key"
        return ""
