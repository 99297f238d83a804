"""A history of the test's own."""

import pytest


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Where this test's history lies; the commands use it, too."""
    path = tmp_path / "data" / "history.sqlite3"
    monkeypatch.setenv("GILRACE_HISTORY", str(path))
    monkeypatch.delenv("GILRACE_HISTORY_MB", raising=False)
    return path
