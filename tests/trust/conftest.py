"""Scenarios from elsewhere, and a person with a home of their own who has allowed nothing yet."""

import os

import pytest

from gilrace.own import trust

EVIL = "import pathlib\npathlib.Path({flag!r}).write_text('ran')\ndef work(item):\n    return item\n"


@pytest.fixture(autouse=True)
def _nobody_has_said_anything(monkeypatch, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    for name in ("GILRACE_TRUST", "GILRACE_SAFE", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_STATE_HOME", str(home / "state"))
    monkeypatch.setattr(trust, "_allowed", set())


@pytest.fixture
def here(tmp_path, monkeypatch):
    """The folder that the person is in."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def elsewhere(tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    return folder


@pytest.fixture
def planted(tmp_path):
    """Write a scenario whose code leaves a mark when it runs: ``planted(folder)`` gives file and mark."""

    def planted(folder, **more):
        mark = tmp_path / "mark"
        folder.mkdir(exist_ok=True)
        (folder / "evil.py").write_text(EVIL.format(flag=os.fspath(mark)))
        path = folder / "evil.yaml"
        extra = "".join(f"{key}: {value}\n" for key, value in more.items())
        path.write_text(
            f"workload: {{use: './evil.py:work', items: 1}}\nlanes: [sequential]\nrounds: 1\n{extra}"
        )
        return path, mark

    return planted
