"""Who may come in to the projector page."""

import pytest

from gilrace.web.gate import Gate

GATE = Gate("secret", 8765)
OURS = {"Host": "127.0.0.1:8765"}
ORIGIN = {"Origin": "http://127.0.0.1:8765"}


@pytest.mark.parametrize("name", ["127.0.0.1:8765", "localhost:8765"])
def test_our_own_page_with_the_key_comes_in(name):
    assert GATE.refusal({"Host": name, "Origin": f"http://{name}"}, "secret", socket=True) == ""
    assert GATE.refusal({"Host": name}, "secret", socket=False) == ""


@pytest.mark.parametrize("cookie", ["", "Secret", "secret ", "sécret", "secretsecret"])
def test_without_the_key_nothing_is_shown(cookie):
    assert "has the key" in GATE.refusal(OURS, cookie, socket=False)


@pytest.mark.parametrize(
    "host", ["", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:8765.evil.example"]
)
def test_a_name_that_somebody_else_points_at_loopback_is_refused(host):
    assert GATE.refusal({"Host": host, **ORIGIN}, "secret", socket=True) == "this page has another name"


@pytest.mark.parametrize(
    "origin", ["", "null", "http://evil.example", "https://127.0.0.1:8765", "http://127.0.0.1:80"]
)
def test_a_socket_is_opened_for_our_own_page_only(origin):
    assert GATE.refusal({**OURS, "Origin": origin}, "secret", socket=True) == "another page asked"
