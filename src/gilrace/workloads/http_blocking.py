"""HTTP for one thread: `http.client` with a connection kept alive in each thread."""

from __future__ import annotations

import http.client
import threading

from gilrace.workloads.http_answer import Answer, NoAnswer, Place

_here = threading.local()


def get(place: Place, timeout_s: float) -> Answer:
    """Ask and wait. A kept connection that the server has closed meanwhile is replaced once.

    Raises NoAnswer, or TimeoutError after ``timeout_s`` without a byte.
    """
    kept = _connections().get(place.server)
    if kept is not None:
        try:
            return _ask(kept, place)
        except ConnectionError:
            pass
        except (http.client.HTTPException, OSError) as error:
            raise _translated(error, place) from error
    try:
        return _ask(_connect(place, timeout_s), place)
    except (http.client.HTTPException, OSError) as error:
        raise _translated(error, place) from error


def close() -> None:
    """Close this thread's connections."""
    for connection in _connections().values():
        connection.close()
    _connections().clear()


def _connections() -> dict[tuple[bool, str, int], http.client.HTTPConnection]:
    if not hasattr(_here, "connections"):
        _here.connections = {}
    connections: dict[tuple[bool, str, int], http.client.HTTPConnection] = _here.connections
    return connections


def _connect(place: Place, timeout_s: float) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if place.secure else http.client.HTTPConnection
    connection = kind(place.host, place.port, timeout=timeout_s)
    connection.connect()
    _connections()[place.server] = connection
    return connection


def _ask(connection: http.client.HTTPConnection, place: Place) -> Answer:
    try:
        connection.request("GET", place.target)
        response = connection.getresponse()
        body = response.read()
        if response.headers.defects:
            raise http.client.HTTPException("the head of the answer broke off")
    except BaseException:
        connection.close()
        _connections().pop(place.server, None)
        raise
    return Answer(response.status, response.reason, response.headers.get("Content-Digest", ""), body)


def _translated(error: Exception, place: Place) -> Exception:
    if isinstance(error, TimeoutError):
        return TimeoutError(f"no answer in time from {place.authority}")
    return NoAnswer(f"{place.authority}: {str(error) or type(error).__name__}")
